import { loadSession, saveSession } from '@image-stream/core/session-file'
import {
  canCopyImage,
  copyImage,
  downloadImage,
  estimateCost,
  imageFileName,
  pathTo,
  useImageStream,
} from '@image-stream/react'
import { useEffect, useRef, useState } from 'react'

import { commandKey, submitOnModifiedEnter } from '../../furniture/composing.ts'
import { Frame } from '../../furniture/frame.tsx'
import { IncomingFiles } from '../../furniture/incoming-files.tsx'
import { keepFocus } from '../../furniture/keep-focus.ts'
import { acceptedPictures } from '../../furniture/picture-files.ts'
import { RunCard } from '../../furniture/run-card.tsx'
import { useEscape } from '../../furniture/use-escape.ts'
import { Compare } from './compare.tsx'
import { comparisonOf } from './comparison.ts'
import { chooseFile, saveFile } from './files.ts'
import { estimateWords, listenForNews, sayHow, spentWords } from './news.ts'
import { keyShortcutsOf, keysOf, listenForTools, type Tool } from './tools.ts'
import { TurnTree } from './turn-tree.tsx'

import './editor.css'

interface EditorProps {
  /** The address of a picture to begin with. */
  readonly example: string
}

/** From a picture of one's own to a session in a file, with the keyboard alone. */
export function Editor({ example }: EditorProps) {
  const session = useImageStream({ concurrency: 'ignore' })
  const { turns, head, image, busy, spent, canUndo, canRedo, stream } = session
  const { open, edit, stop, retry, select, undo, redo, load } = session
  const [prompt, setPrompt] = useState('')
  const [said, say] = useState('')
  // The turn to compare with; empty for what the shown one was made from, null while nothing is compared.
  const [compared, compareWith] = useState<string | null>(null)
  const comparison = compared === null ? null : comparisonOf(session, compared)
  const page = useRef<HTMLElement>(null)
  const field = useRef<HTMLTextAreaElement>(null)

  const openOwn = async () => {
    const file = await chooseFile(acceptedPictures)
    if (file) open(file)
  }
  const openExample = async () => open(await (await fetch(example)).blob())

  const tools: readonly Tool[] = [
    { name: 'Open', keys: 'O', can: true, press: openOwn },
    {
      name: 'Load',
      can: true,
      async press() {
        const file = await chooseFile('.zip')
        if (file) sayHow(say, loadSession(file).then(load), 'The session is loaded.')
      },
    },
    {
      name: 'Save',
      keys: 'S',
      can: turns.length > 0,
      press: () =>
        sayHow(say, saveFile(saveSession(session), 'my.image-stream.zip'), 'The session is saved.'),
    },
    {
      name: 'Download',
      can: image !== null,
      press() {
        if (!image) return
        const name = imageFileName(image, head?.prompt)
        sayHow(say, downloadImage(image, { name }), `Downloaded as ${name}.`)
      },
    },
    {
      name: 'Copy',
      can: image !== null && canCopyImage(),
      press: () => image && sayHow(say, copyImage(image), 'The picture is copied.'),
    },
    { name: 'Undo', keys: 'Z', can: canUndo, press: undo },
    { name: 'Redo', keys: 'Shift+Z', can: canRedo, press: redo },
    {
      name: 'Compare',
      can: turns.length > 1,
      pressed: comparison !== null,
      press: () => compareWith(comparison ? null : ''),
    },
  ]

  useEffect(() => listenForTools(() => tools))
  useEffect(() => listenForNews(stream, say), [stream])
  useEffect(() => (page.current ? keepFocus(page.current) : undefined), [])
  useEscape(busy ? stop : () => compareWith(null))

  async function change() {
    compareWith(null)
    const { status } = await edit(prompt)
    if (status === 'success') setPrompt((now) => (now === prompt ? '' : now))
  }

  return (
    <main ref={page} className="studio editor">
      <header className="tools">
        <h1>Editor</h1>
        {tools.map((tool) => (
          <button
            key={tool.name}
            type="button"
            className="tool"
            aria-disabled={!tool.can}
            aria-pressed={tool.pressed}
            aria-keyshortcuts={keyShortcutsOf(tool)}
            title={keysOf(tool)}
            onClick={() => tool.can && tool.press()}
          >
            {tool.name}
            {tool.keys && <kbd aria-hidden="true">{keysOf(tool)}</kbd>}
          </button>
        ))}
      </header>

      {comparison ? (
        <Compare comparison={comparison} turns={turns} onChoose={compareWith} />
      ) : (
        <Frame
          snapshot={session}
          reservation={{ ratio: 'auto', startsFrom: image }}
          invitation={
            <div className="invitation">
              <p className="invitation-line">Open a picture, and say what should change.</p>
              <button type="button" className="button" onClick={openOwn}>
                Open a picture
              </button>
              <button type="button" className="example" onClick={openExample}>
                Begin with a fox
              </button>
            </div>
          }
          card={
            <RunCard
              snapshot={session}
              retry={retry}
              select={select}
              onEditPrompt={() => field.current?.focus()}
              onChangeImage={openOwn}
            />
          }
        />
      )}
      <div className="editor-line">
        <p role="status">{said}</p>
        {busy && (
          <button type="button" className="button" aria-keyshortcuts="Escape" onClick={stop}>
            Stop
          </button>
        )}
      </div>

      <section className="history" aria-label="History">
        {turns.length > 0 ? <TurnTree turns={turns} head={head} onSelect={select} /> : <p>No picture yet.</p>}
      </section>
      <form
        className="change"
        aria-label="Change"
        onSubmit={(event) => {
          event.preventDefault()
          change()
        }}
      >
        <label className="prompt-field" data-text={`${prompt} `}>
          <span className="visually-hidden">Prompt</span>
          <textarea
            ref={field}
            rows={1}
            required
            value={prompt}
            placeholder={head ? 'Say what should change' : 'Or describe a picture'}
            onChange={(event) => setPrompt(event.target.value)}
            onKeyDown={submitOnModifiedEnter}
          />
        </label>
        <dl className="costs">
          <dt>Will cost</dt>
          <dd className="figures">{estimateWords(estimateCost(prompt, pathTo(turns, head)))}</dd>
          <dt>Spent</dt>
          <dd className="figures">{spentWords(spent)}</dd>
        </dl>
        <button className="button" data-primary aria-disabled={busy}>
          {head ? 'Change' : 'Draw'}
        </button>
        <p className="change-hint">
          <kbd>{commandKey} Enter</kbd> sends, <kbd>Esc</kbd> stops, <kbd>↑ ↓</kbd> walk in the history.
        </p>
      </form>
      <IncomingFiles invitation="Drop to open" onFiles={([file]) => void (file && open(file))} />
    </main>
  )
}

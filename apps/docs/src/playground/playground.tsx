import { useImageStream, type ImageStream, type PixelSize } from '@image-stream/react'
import { useEffect, useRef, useState } from 'react'

import { Announcer } from '../furniture/announcer.tsx'
import { Composer } from '../furniture/composer.tsx'
import { toInput, type Draft } from '../furniture/draft.ts'
import { Filmstrip } from '../furniture/filmstrip.tsx'
import { Frame } from '../furniture/frame.tsx'
import { IncomingFiles } from '../furniture/incoming-files.tsx'
import { Invitation } from '../furniture/invitation.tsx'
import { keepFocus } from '../furniture/keep-focus.ts'
import { RunCard } from '../furniture/run-card.tsx'
import { StatusLine } from '../furniture/status-line.tsx'
import { TopBar } from '../furniture/top-bar.tsx'
import { useDraft } from '../furniture/use-draft.ts'
import { useEscape } from '../furniture/use-escape.ts'
import { examples } from './examples.ts'

import '../furniture/furniture.css'

interface PlaygroundProps {
  /** Shows a stream that is somebody else's, instead of one of its own. */
  readonly stream?: ImageStream
  /** What the composer holds at first. */
  readonly initialDraft?: Partial<Draft>
}

/** Everything that one stream can do, on one page. */
export function Playground({ stream, initialDraft }: PlaygroundProps) {
  const session = useImageStream(stream)
  const [draft, changeDraft, addPictures] = useDraft(initialDraft)
  const [startsFrom, setStartsFrom] = useState<PixelSize | null>(null)
  const page = useRef<HTMLElement>(null)
  const prompt = useRef<HTMLTextAreaElement>(null)
  const pictures = useRef<HTMLInputElement>(null)
  const { generate, edit, stop, retry, select, busy, image } = session
  useEscape(busy ? stop : null)
  useEffect(() => (page.current ? keepFocus(page.current) : undefined), [])

  return (
    <main ref={page} className="studio">
      <TopBar painter={import.meta.env['VITE_PAINTER']} />
      <Frame
        snapshot={session}
        reservation={{ ratio: draft.ratio, startsFrom }}
        invitation={
          <Invitation
            examples={examples}
            onPick={(example) => {
              changeDraft(example)
              prompt.current?.focus()
            }}
          />
        }
        card={
          <RunCard
            snapshot={session}
            retry={retry}
            select={select}
            onEditPrompt={() => prompt.current?.focus()}
            onChangeImage={() => pictures.current?.focus()}
          />
        }
      />
      <StatusLine snapshot={session} stream={session.stream} />
      <Filmstrip {...session} />
      <Composer
        draft={draft}
        onChange={changeDraft}
        onAddPictures={addPictures}
        promptRef={prompt}
        picturesRef={pictures}
        onGenerate={() => {
          setStartsFrom(null)
          void generate(toInput(draft))
        }}
        onEdit={
          image &&
          (() => {
            setStartsFrom(image)
            void edit(toInput(draft))
          })
        }
      />
      <IncomingFiles onFiles={addPictures} />
      <Announcer snapshot={session} />
    </main>
  )
}

import { pathTo, type ImageStreamActions, type Snapshot, type Turn } from '@image-stream/core'

import { Icon } from './icon.tsx'
import { intoView } from './into-view.ts'
import { PictureInput } from './references.tsx'
import { toStrip } from './strip.ts'
import { turnName } from './words.ts'

type FilmstripProps = Pick<Snapshot, 'turns' | 'head' | 'image' | 'canUndo' | 'canRedo'> &
  Pick<ImageStreamActions, 'select' | 'undo' | 'redo' | 'open'>

/** All turns as thumbnails in the order of their tree. The way to the head stands out; other branches step back. */
export function Filmstrip({ turns, head, image, canUndo, canRedo, ...actions }: FilmstripProps) {
  const { select, undo, redo, open } = actions
  const path = pathTo(turns, head)
  return (
    <section className="filmstrip" aria-label="History">
      <div className="history-buttons">
        <HistoryButton name="Undo" onClick={undo} disabled={!canUndo} icon="undo" />
        <HistoryButton name="Redo" onClick={redo} disabled={!canRedo} icon="redo" />
        <SaveLink image={image} />
      </div>
      <PictureInput
        className="open-tile"
        label="Open a picture"
        onFiles={([file]) => void (file && open(file))}
      >
        <span>Open</span>
      </PictureInput>
      <ol className="turns">
        {toStrip(turns).map(({ turn, link }) => (
          <li key={turn.id} className="turn" data-link={link} data-on-path={path.includes(turn) || undefined}>
            <TurnButton turn={turn} current={turn === head} onSelect={select} />
          </li>
        ))}
      </ol>
    </section>
  )
}

interface TurnButtonProps {
  readonly turn: Turn
  readonly current: boolean
  readonly onSelect: (turn: Turn) => void
}

function TurnButton({ turn, current, onSelect }: TurnButtonProps) {
  const image = turn.images.at(-1)
  return (
    <button
      type="button"
      className="turn-button"
      ref={current ? intoView : undefined}
      aria-current={current || undefined}
      title={turnName(turn)}
      onClick={() => onSelect(turn)}
    >
      {image && <img src={image.url} width={image.width} height={image.height} alt={turnName(turn)} />}
    </button>
  )
}

interface HistoryButtonProps {
  readonly name: string
  readonly icon: 'undo' | 'redo'
  readonly disabled: boolean
  readonly onClick: () => void
}

/** Stays focusable when there is nothing more to do, as the last press must not lose the focus. */
function HistoryButton({ name, icon, disabled, onClick }: HistoryButtonProps) {
  return (
    <button
      type="button"
      className="icon-button"
      aria-label={name}
      aria-disabled={disabled}
      title={name}
      onClick={disabled ? undefined : onClick}
    >
      <Icon name={icon} />
    </button>
  )
}

/** Keeps its place while there is nothing to save. */
function SaveLink({ image }: Pick<Snapshot, 'image'>) {
  const target = image && { href: image.url, download: `picture.${image.extension}` }
  return (
    <a
      className="icon-button"
      role="link"
      aria-label="Save the picture"
      aria-disabled={!image}
      title="Save the picture"
      {...target}
    >
      <Icon name="save" />
    </a>
  )
}

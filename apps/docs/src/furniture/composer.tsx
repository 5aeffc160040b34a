import type { Ref } from 'react'

import { commandKey, submitOnModifiedEnter } from './composing.ts'
import type { ChangeDraft, Draft } from './draft.ts'
import { RatioChips } from './ratio-chips.tsx'
import { References } from './references.tsx'
import { ThinkingChoice } from './thinking-choice.tsx'

interface ComposerProps {
  readonly draft: Draft
  readonly onChange: ChangeDraft
  readonly onAddPictures: (files: Iterable<File>) => void
  readonly onGenerate: () => void
  /** Absent while there is no picture to change. */
  readonly onEdit: (() => void) | null
  readonly promptRef: Ref<HTMLTextAreaElement>
  readonly picturesRef: Ref<HTMLInputElement>
}

/** Where the next request is written. Stop is not here, so that no second click on Generate can meet it. */
export function Composer({
  draft,
  onChange,
  onAddPictures,
  onGenerate,
  onEdit,
  promptRef,
  picturesRef,
}: ComposerProps) {
  return (
    <form
      className="composer"
      aria-label="Request"
      onSubmit={(event) => {
        event.preventDefault()
        // Ctrl+Enter presses no button: it means Edit once there is a picture.
        const pressed = (event.nativeEvent as SubmitEvent).submitter?.getAttribute('value')
        if (onEdit && pressed !== 'generate') onEdit()
        else onGenerate()
      }}
    >
      <PromptField draft={draft} onChange={onChange} changes={onEdit !== null} fieldRef={promptRef} />
      <References
        pictures={draft.pictures}
        onAdd={onAddPictures}
        onChange={(pictures) => onChange({ pictures })}
        inputRef={picturesRef}
      />
      <RatioChips value={draft.ratio} onChange={(ratio) => onChange({ ratio })} />
      <div className="composer-end">
        <ThinkingChoice value={draft.thinking} onChange={(thinking) => onChange({ thinking })} />
        <Buttons canEdit={onEdit !== null} />
      </div>
      <p className="composer-hint">
        <kbd>{commandKey}</kbd> <kbd>Enter</kbd> sends, <kbd>Esc</kbd> stops.
      </p>
    </form>
  )
}

/** Generate keeps its place when Edit joins it. */
function Buttons({ canEdit }: { readonly canEdit: boolean }) {
  return (
    <div className="composer-buttons">
      {canEdit && (
        <button type="submit" className="button" data-primary value="edit">
          Edit
        </button>
      )}
      <button type="submit" className="button" data-primary={!canEdit || undefined} value="generate">
        Generate
      </button>
    </div>
  )
}

interface PromptFieldProps {
  readonly draft: Draft
  readonly onChange: ChangeDraft
  /** Whether there is a picture that the prompt can change. */
  readonly changes: boolean
  readonly fieldRef: Ref<HTMLTextAreaElement>
}

/** Grows with its text: the wrapper holds a copy of it, which gives the height. */
function PromptField({ draft, onChange, changes, fieldRef }: PromptFieldProps) {
  return (
    <label className="field prompt-field" data-text={`${draft.prompt} `}>
      <span className="visually-hidden">Prompt</span>
      <textarea
        ref={fieldRef}
        rows={1}
        required
        value={draft.prompt}
        placeholder={changes ? 'Say what should change' : 'Describe a picture'}
        onChange={(event) => onChange({ prompt: event.target.value })}
        onKeyDown={submitOnModifiedEnter}
      />
    </label>
  )
}

import type { Example } from './draft.ts'

interface InvitationProps {
  readonly examples: readonly Example[]
  readonly onPick: (example: Example) => void
}

/** The empty frame: one line, and prompts to begin with. Picking one fills the composer and pays nothing. */
export function Invitation({ examples, onPick }: InvitationProps) {
  return (
    <div className="invitation">
      <p className="invitation-line">What should it draw?</p>
      <ul className="examples">
        {examples.map((example) => (
          <li key={example.prompt}>
            <button type="button" className="example" onClick={() => onPick(example)}>
              {example.prompt}
            </button>
          </li>
        ))}
      </ul>
    </div>
  )
}

import { takeStep, type Step, type StepActions } from './card.ts'
import { CopyButton } from './copy-button.tsx'
import { useNow } from './elapsed.tsx'

interface NextStepProps extends StepActions {
  readonly step: Step
}

/** One button: what is best done next. */
export function NextStep({ step, ...actions }: NextStepProps) {
  if (step.does === 'copy') return <CopyButton text={step.text}>{step.words}</CopyButton>
  if (step.does === 'wait') return <WaitingButton at={step.at} words={step.words} onClick={actions.retry} />
  return (
    <button type="button" className="button" onClick={() => takeStep(step, actions)}>
      {step.words}
    </button>
  )
}

const SECOND_MS = 1000

interface WaitingButtonProps {
  readonly at: number
  readonly words: string
  readonly onClick: () => unknown
}

/** Counts down to when asking again helps. */
function WaitingButton({ at, words, onClick }: WaitingButtonProps) {
  const seconds = Math.ceil((at - useNow(SECOND_MS)) / SECOND_MS)
  return (
    <button
      type="button"
      className={seconds > 0 ? 'button figures' : 'button'}
      disabled={seconds > 0}
      onClick={() => void onClick()}
    >
      {seconds > 0 ? `${words} in ${seconds} s` : words}
    </button>
  )
}

import { describeBinding } from '@image-stream/testing/contracts'
import { reactBinding } from '../test/binding.tsx'

describeBinding(reactBinding({ isStrict: false }))
describeBinding(reactBinding({ isStrict: true }))

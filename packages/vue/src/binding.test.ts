import { describeBinding } from '@image-stream/testing/contracts'
import { binding } from '../test/binding.ts'

describeBinding(binding)

import { describeBinding } from '@image-stream/testing/contracts'
import { binding } from '../test/binding.svelte.ts'

describeBinding(binding)

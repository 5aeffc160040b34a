import { describe } from 'vitest'
import { claimTests } from './store-claims.ts'
import { keepingTests } from './store-keeping.ts'
import { logTests } from './store-logs.ts'
import { openStore, type ClaimsUnderTest, type StoreUnderTest } from './store.ts'

/** What a relay needs of claims that keep nothing else. */
export function describeClaimStore({ name, create }: ClaimsUnderTest): void {
  describe(`the contract of claims: ${name}`, () => {
    claimTests(async () => create())
  })
}

/** The contract that every store meets. */
export function describeRunStore(subject: StoreUnderTest): void {
  describe(`the contract of stores: ${subject.name}`, () => {
    claimTests(() => openStore(subject))
    logTests(subject)
    keepingTests(subject)
  })
}

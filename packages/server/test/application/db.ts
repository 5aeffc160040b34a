/** An application's database: what the relay's hooks wrote, in order. */
export const rows: (readonly [what: string, ...values: unknown[]])[] = []

/** What everybody has left, in US dollars. */
export const credits = { usd: 1 }

export const db = {
  credits: {
    async hold(owner: string, id: string, usd: number): Promise<boolean> {
      rows.push(['hold', owner, id, usd])
      return usd <= credits.usd
    },
    async settle(id: string, usd: number): Promise<void> {
      rows.push(['settle', id, usd])
      credits.usd -= usd
    },
  },
  pictures: {
    async upsert(picture: object): Promise<void> {
      rows.push(['picture', picture])
    },
  },
}

interface PutObject {
  readonly Key: string
  readonly Body: Uint8Array
  readonly ContentType: string
}

/** What lies in the bucket. */
export const objects: Map<string, PutObject> = new Map()

export class PutObjectCommand {
  readonly input: PutObject
  constructor(input: PutObject) {
    this.input = input
  }
}

export class S3Client {
  async send({ input }: PutObjectCommand): Promise<void> {
    objects.set(input.Key, input)
  }
}

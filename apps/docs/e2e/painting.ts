import type { Locator } from 'playwright'
import sharp from 'sharp'

/** Whether what an `<img>` shows is all of its picture, to the pixel: one that broke off shows the rest as grey. */
export function isWhole(picture: Locator): Promise<boolean> {
  return picture.evaluate(async (image: HTMLImageElement) => {
    const pixelsOf = (source: ImageBitmap | HTMLImageElement, width: number, height: number) => {
      const context = new OffscreenCanvas(width, height).getContext('2d')
      context?.drawImage(source, 0, 0)
      return context?.getImageData(0, 0, width, height).data
    }
    await image.decode().catch(() => {})
    const whole = await createImageBitmap(await (await fetch(image.src)).blob())
    const { width, height } = whole
    const expected = pixelsOf(whole, width, height)
    const shown = pixelsOf(image, width, height)
    return expected?.every((value, index) => value === shown?.[index]) ?? false
  })
}

/** How much there is to see between two heights of an element, each from 0 to 1: 0 is a plain area. */
export async function variety(element: Locator, from: number, to: number): Promise<number> {
  const shot = sharp(await element.screenshot())
  const { width, height } = await shot.metadata()
  const top = Math.round(height * from)
  // The corners are round, and the border is none of the picture.
  const left = Math.round(width / 10)
  const area = { left, top, width: width - 2 * left, height: Math.round(height * to) - top }
  const { channels } = await sharp(await shot.extract(area).toBuffer()).stats()
  return Math.max(...channels.map(({ stdev }) => stdev))
}

import { useCallback, type ReactNode, type Ref } from 'react'

import { Icon } from './icon.tsx'
import { acceptedPictures } from './picture-files.ts'

interface ReferencesProps {
  readonly pictures: readonly File[]
  readonly onAdd: (files: Iterable<File>) => void
  readonly onChange: (pictures: readonly File[]) => void
  readonly inputRef: Ref<HTMLInputElement>
}

/** Pictures that go with the prompt. They come by click here, or by drop and paste anywhere. */
export function References({ pictures, onAdd, onChange, inputRef }: ReferencesProps) {
  return (
    <div className="field references" role="group" aria-label="Reference pictures">
      <span className="label" aria-hidden="true">
        Pictures
      </span>
      <ul className="reference-row">
        {pictures.map((picture, index) => (
          <li key={`${index} ${picture.name}`} className="reference">
            <Thumbnail picture={picture} />
            <button
              type="button"
              className="reference-remove"
              aria-label={`Remove ${picture.name}`}
              onClick={() => onChange(pictures.filter((each) => each !== picture))}
            >
              <Icon name="remove" />
            </button>
          </li>
        ))}
        <li>
          <PictureInput
            className="reference-add"
            label="Add pictures"
            inputRef={inputRef}
            multiple
            onFiles={onAdd}
          >
            {pictures.length === 0 && <span className="reference-hint">Add, drop or paste</span>}
          </PictureInput>
        </li>
      </ul>
    </div>
  )
}

interface PictureInputProps {
  readonly className: string
  readonly label: string
  readonly multiple?: boolean
  readonly inputRef?: Ref<HTMLInputElement>
  readonly onFiles: (files: readonly File[]) => void
  readonly children?: ReactNode
}

/** A file input that looks like a tile. */
export function PictureInput({
  className,
  label,
  multiple = false,
  inputRef,
  onFiles,
  children,
}: PictureInputProps) {
  return (
    <label className={`picture-input ${className}`}>
      <input
        ref={inputRef}
        className="visually-hidden"
        type="file"
        accept={acceptedPictures}
        aria-label={label}
        multiple={multiple}
        onChange={(event) => {
          onFiles([...(event.target.files ?? [])])
          // So that the same file can be chosen again.
          event.target.value = ''
        }}
      />
      <Icon name="add" />
      {children}
    </label>
  )
}

function Thumbnail({ picture }: { readonly picture: File }) {
  const show = useCallback(
    (element: HTMLImageElement) => {
      const url = URL.createObjectURL(picture)
      element.src = url
      return () => URL.revokeObjectURL(url)
    },
    [picture],
  )
  return <img ref={show} className="reference-picture" alt={picture.name} />
}

/** The name of the product, and quietly who draws. */
export function TopBar({ painter }: { readonly painter: string }) {
  return (
    <header className="top-bar">
      <h1 className="wordmark">
        <svg viewBox="0 0 20 20" aria-hidden="true">
          <rect x="1" y="3" width="18" height="14" rx="2" />
          <path d="M4.5 13h11M4.5 10h7M4.5 7h4" />
        </svg>
        image-stream
      </h1>
      <p className="painter" title="Who draws the pictures">
        {painter}
      </p>
    </header>
  )
}

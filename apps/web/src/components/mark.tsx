/** The Plimsoll mark, a circle crossed by a line, in the colour of the text around it. */
export function Mark({ size = 20 }: { size?: number }) {
  return (
    <svg
      width={size}
      height={size}
      viewBox="0 0 24 24"
      fill="none"
      stroke="currentColor"
      strokeWidth="2"
      strokeLinecap="round"
      aria-hidden="true"
    >
      <circle cx="12" cy="12" r="7.6" />
      <path d="M1.6 12h20.8" />
    </svg>
  );
}

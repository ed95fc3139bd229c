// What Firefox has and Chrome has not.
declare namespace chrome {
  const sidebarAction: { open(): Promise<void>; toggle(): Promise<void> } | undefined;
}

/* As contrib/make-terminfo writes it. */
{ "screen", "b64:screen" },
{ "screen-256color", "b64:256" },
{ "xterm", "b64:xterm" },

/// What the page looks like, and the little that it does.
enum PageStyle {
    static let styleSheet: HTML = """

        :root {
          --text: #1d2428; --faint: #5d6970; --page: #ffffff; --panel: #f4f6f7; --line: #dde3e6;
          --link: #0b6a78; --get: #1f6fb2; --post: #23803f; --delete: #b3372f; --warn: #9a6200;
        }
        @media (prefers-color-scheme: dark) {
          :root {
            --text: #dfe5e8; --faint: #98a5ac; --page: #14191c; --panel: #1d2428; --line: #303a40;
            --link: #6fc7d4; --get: #79b8f0; --post: #7fd397; --delete: #f0958d; --warn: #e3b566;
          }
        }
        * { box-sizing: border-box; }
        body {
          margin: 0; display: grid; grid-template: auto 1fr / 19rem minmax(0, 1fr);
          color: var(--text); background: var(--page);
          font: 1rem/1.55 system-ui, -apple-system, "Segoe UI", Roboto, "DejaVu Sans", sans-serif;
        }
        code, pre { font-family: ui-monospace, SFMono-Regular, Menlo, Consolas, "DejaVu Sans Mono", monospace; }
        code { font-size: 0.88em; }
        a { color: var(--link); text-decoration: none; }
        a:hover { text-decoration: underline; }

        nav {
          grid-row: 1 / 3; position: sticky; top: 0; height: 100vh; overflow-y: auto; padding: 1.5rem 1.25rem;
          border-right: 1px solid var(--line); background: var(--panel); font-size: 0.875rem;
        }
        nav .brand { margin: 0; font-size: 1.15rem; font-weight: 650; }
        nav h2 { margin: 1.25rem 0 0.3rem; font-size: 0.875rem; }
        nav h2 a, nav .brand a { color: var(--text); }
        nav ul { margin: 0; padding: 0; list-style: none; }
        nav li a { display: flex; gap: 0.5rem; align-items: baseline; padding: 0.12rem 0; color: var(--faint); }
        nav li a:hover { color: var(--link); }
        nav .method { flex: 0 0 3.4rem; }

        header, main { grid-column: 2; width: 100%; max-width: 56rem; padding: 2rem 2.5rem 0; }
        main { padding-bottom: 6rem; }
        h1 { margin: 0; font-size: 2rem; line-height: 1.2; }
        h1 small { color: var(--faint); font-size: 1rem; font-weight: 400; }
        .lead { margin: 0.25rem 0 1.25rem; color: var(--faint); font-size: 1.15rem; }
        .chapter > h2 {
          margin: 1.5rem 0 0.5rem; padding-bottom: 0.3rem; border-bottom: 2px solid var(--line); font-size: 1.5rem;
        }
        .chapter + .chapter { padding-top: 2rem; }
        .entry { padding: 1.75rem 0; border-bottom: 1px solid var(--line); }
        .entry:last-child { border-bottom: 0; }
        .schema { padding: 1.25rem 0; }
        h3 { margin: 0 0 0.4rem; font-size: 1.15rem; }
        h3 a { color: inherit; }
        h4 { margin: 1.25rem 0 0.4rem; color: var(--faint); font-size: 0.875rem; font-weight: 600; }
        p { margin: 0.4rem 0 0.75rem; }
        .route { display: flex; gap: 0.6rem; align-items: baseline; font-size: 1rem; }

        .method { color: var(--faint); font-size: 0.75rem; font-weight: 700; letter-spacing: 0.03em; }
        .method.get { color: var(--get); }
        .method.post { color: var(--post); }
        .method.delete { color: var(--delete); }
        .status { font-weight: 600; }
        .s2 { color: var(--post); }
        .s4 { color: var(--warn); }
        .s5 { color: var(--delete); }
        .required { color: var(--warn); font-size: 0.75rem; }

        .scroll { overflow-x: auto; }
        table { width: 100%; border-collapse: collapse; font-size: 0.9rem; }
        th { color: var(--faint); font-size: 0.8rem; font-weight: 600; text-align: left; }
        th, td { padding: 0.4rem 1rem 0.4rem 0; border-bottom: 1px solid var(--line); vertical-align: top; }
        tbody tr:last-child td { border-bottom: 0; }
        td:last-child, th:last-child { padding-right: 0; }
        td ul { margin: 0.2rem 0 0; padding-left: 1.1rem; }

        figure { margin: 0.5rem 0 1.25rem; }
        figcaption { margin-bottom: 0.35rem; font-size: 0.9rem; }
        pre {
          position: relative; margin: 0; border: 1px solid var(--line); border-radius: 6px;
          font-size: 0.9rem; line-height: 1.45;
        }
        pre code { display: block; padding: 0.75rem 1rem; overflow-x: auto; }
        pre.request { background: var(--panel); }
        pre.request + pre.reply { border-top: 0; border-radius: 0 0 6px 6px; }
        pre.request:has(+ pre.reply) { border-radius: 6px 6px 0 0; }
        pre.request code { user-select: all; }
        pre button {
          position: absolute; top: 0.4rem; right: 0.4rem; padding: 0.15rem 0.6rem; cursor: pointer;
          border: 1px solid var(--line); border-radius: 4px; color: var(--faint); background: var(--page);
          font: 0.75rem system-ui, sans-serif;
        }
        pre button:hover { color: var(--link); }

        @media (min-width: 52rem) {
          .replies th:first-child { width: 5.5rem; }
          .replies th:last-child { width: 11rem; }
          .fields th:first-child { width: 13rem; }
          .fields th:nth-child(2):not(:last-child) { width: 12rem; }
        }
        @media (max-width: 52rem) {
          body { display: block; }
          nav { position: static; height: auto; border: solid var(--line); border-width: 1px 0; }
          nav .brand { display: none; }
          header, main { padding: 1.5rem 1.25rem 1rem; }
        }
        @media print {
          nav, pre button { display: none; }
          body { display: block; }
        }

        """

    /// Puts this server's address into the commands and a button beside each that copies it. The page is
    /// complete without: a click into a command selects all of it.
    static let script: HTML = """

        for (const code of document.querySelectorAll("pre.request code")) {
          if (location.protocol.startsWith("http")) {
            code.textContent = code.textContent.replace(document.body.dataset.server, location.origin);
          }
          if (!navigator.clipboard) continue;
          const button = document.createElement("button");
          button.textContent = "Copy";
          button.addEventListener("click", async () => {
            await navigator.clipboard.writeText(code.textContent);
            button.textContent = "Copied";
            setTimeout(() => { button.textContent = "Copy"; }, 1500);
          });
          code.parentElement.append(button);
        }

        """
}

// The widget: a field and cited answers on any page, by one script element.
//   <script src="https://SERVICE/widget.js" data-lang="vi" data-target="#place" defer></script>
// Everything stands in a shadow root. Nothing is written as markup or as inline style, so it works
// under a strict Content-Security-Policy and under Trusted Types.
(() => {
  "use strict";
  const script = document.currentScript ?? document.querySelector('script[src*="/widget.js"]');
  const base = new URL(".", script.src);
  const lang = script.dataset.lang === "en" ? "en" : "vi";
  const SECONDS = 30;

  const WORDS = {
    vi: {
      name: "Hỏi đáp văn bản",
      field: "Câu hỏi về văn bản",
      hint: "Gõ có dấu hoặc không dấu",
      ask: "Hỏi",
      asking: "Đang tìm trong các văn bản…",
      restored: "Tôi hiểu câu hỏi là",
      several: "Các văn bản nêu khác nhau. Đồng chí chọn đúng nơi và cơ quan cần tra cứu.",
      not_found: "Chưa tìm thấy câu trả lời chắc chắn trong các văn bản hiện có.",
      missing: "Đã tìm mà không thấy",
      nearest: "Những chỗ gần với câu hỏi nhất",
      unstated: "Văn bản được trích không nhắc tới",
      unsure: "Chưa chắc đây là điều đồng chí hỏi; đề nghị đối chiếu với văn bản.",
      superseded: "Văn bản này đã được thay thế hoặc sửa đổi bởi",
      sources: "Nguồn",
      source: "Nguồn",
      page: "trang",
      next: "Hỏi tiếp về nội dung này, hoặc hỏi việc khác",
      forget: "Cuộc trò chuyện mới",
      forgotten: "Đã xóa cuộc trò chuyện.",
      full: "Mở trang hỏi đáp",
      new_tab: "mở trong thẻ mới",
      trouble: "Chưa kết nối được với dịch vụ. Đề nghị đồng chí thử lại sau ít phút.",
      busy: "Đồng chí hỏi nhiều câu trong thời gian ngắn. Đề nghị đồng chí chờ một lát rồi hỏi lại.",
      unclear: "Chưa hiểu được câu hỏi. Câu hỏi cần có chữ và không quá 2.000 chữ cái.",
    },
    en: {
      name: "Questions on the documents",
      field: "Your question on the documents",
      hint: "Ask in Vietnamese or in English",
      ask: "Ask",
      asking: "Looking in the documents…",
      restored: "Read as",
      several: "The documents say different things. Look for the right place and body.",
      not_found: "No sure answer was found in the documents here.",
      missing: "Looked for and not found",
      nearest: "Nearest places",
      unstated: "The document quoted does not mention",
      unsure: "This may not be what you ask about; please check it in the document.",
      superseded: "This document has since been replaced or amended by",
      sources: "Sources",
      source: "Source",
      page: "page",
      next: "Ask on about this, or something else",
      forget: "New conversation",
      forgotten: "The conversation was deleted.",
      full: "Open the full page",
      new_tab: "opens in a new tab",
      trouble: "The service cannot be reached. Please try again in a few minutes.",
      busy: "Too many questions in a short time. Please wait a moment and ask again.",
      unclear: "This could not be understood. A question has words and at most 2,000 characters.",
    },
  };
  const w = WORDS[lang];

  const DARK = `--paper:#211d1a;--ink:#eee7dd;--soft:#bcb0a2;--line:#3b342e;--edge:#8f8375;
    --red:#f0a193;--on-red:#2a0d0a;--mark:#6b5412;--mark-ink:#fff6df;--focus:#9dc1ff;color-scheme:dark;`;
  const STYLE = `
    :host{all:initial;display:block;contain:content;
      --paper:#fffefb;--ink:#211d19;--soft:#5c544b;--line:#ddd4c7;--edge:#8b8074;--red:#961b1b;
      --on-red:#fffaf3;--mark:#ffe59a;--mark-ink:#211d19;--focus:#1d4fae;color-scheme:light;
      font:1rem/1.6 system-ui,-apple-system,"Segoe UI",Roboto,"Noto Sans",Arial,sans-serif;color:var(--ink)}
    @media (prefers-color-scheme:dark){:host(:not([data-theme=light])){${DARK}}}
    :host([data-theme=dark]){${DARK}}
    *{box-sizing:border-box}
    [hidden]{display:none!important}
    section{background:var(--paper);border:1px solid var(--line);border-top:3px solid var(--red);
      border-radius:8px;padding:16px;overflow-wrap:break-word}
    label{display:block;font-weight:600;margin-bottom:6px}
    form{margin:0}
    .row{display:flex;flex-wrap:wrap;gap:8px}
    input,button{font:inherit;min-height:44px;border:1px solid var(--edge);border-radius:8px}
    input{flex:1 1 12rem;min-width:0;padding:6px 12px;color:inherit;background:var(--paper);appearance:none}
    input::placeholder{color:var(--soft);opacity:1}
    button{padding:6px 18px;font-weight:600;cursor:pointer;color:var(--on-red);background:var(--red);border-color:var(--red)}
    button.plain{color:var(--red);background:none;border-color:var(--edge);font-weight:500}
    :focus-visible{outline:3px solid var(--focus);outline-offset:2px}
    div:focus{outline:none}
    a{color:var(--red);text-underline-offset:.18em}
    p{margin:10px 0 0}
    .soft{color:var(--soft);font-size:.925rem}
    .value{font-size:1.3rem;font-weight:700;line-height:1.35;color:var(--red)}
    .quote{font-family:"Noto Serif",Cambria,"Times New Roman",serif;white-space:pre-line}
    mark{background:var(--mark);color:var(--mark-ink);border-radius:2px}
    .one+.one{border-top:1px solid var(--line);margin-top:12px;padding-top:2px}
    h2,h3{font-size:1rem;margin:16px 0 0}
    ol,ul{margin:6px 0 0;padding-left:1.6rem}
    li{margin-top:8px}
    li .quote{margin:4px 0 0;padding-left:10px;border-left:3px solid var(--line)}
    .foot{display:flex;flex-wrap:wrap;gap:8px 16px;align-items:center;margin-top:14px}
    .unseen{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%);white-space:nowrap}
    @media print{form,.foot{display:none}}`;

  function make(tag, properties = {}, ...children) {
    const element = document.createElement(tag);
    for (const [name, value] of Object.entries(properties)) {
      if (name in element) element[name] = value;
      else element.setAttribute(name, value);
    }
    element.append(...children.filter((child) => child !== null && child !== undefined && child !== ""));
    return element;
  }

  // The text with every occurrence of the value marked.
  function marked(text, value) {
    if (!value) return [text];
    return text.split(value).flatMap((part, at) => (at ? [make("mark", {}, value), part] : [part]));
  }

  function address(link) {
    const url = new URL(link, base);
    return /^https?:$/.test(url.protocol) ? url.href : base.href;
  }

  function outward(link, ...children) {
    return make("a", { href: address(link), target: "_blank", rel: "noopener" }, ...children,
      make("span", { className: "unseen" }, ` (${w.new_tab})`));
  }

  const day = (iso) => (iso ? iso.split("-").map(Number).reverse().join("/") : null);
  const capital = (text) => text.charAt(0).toUpperCase() + text.slice(1);

  function statement(one, several) {
    const whose = [one.body, one.place, several ? day(one.date) : null].filter(Boolean);
    return make("div", { className: "one", lang: "vi" },
      one.value ? make("p", { className: "value" }, capital(one.value)) : null,
      make("p", { className: "quote" }, one.label ? make("span", { className: "soft" }, `${one.label}: `) : null, ...marked(one.text, one.value), ` [${one.citations.join(", ")}]`),
      whose.length && (several || one.value) ? make("p", { className: "soft" }, [...new Set(whose)].join(" · ")) : null,
      one.superseded_by ? make("p", { lang }, make("strong", {}, `${w.superseded} ${one.superseded_by}.`)) : null);
  }

  function place(one, ...children) {
    const about = [one.number, one.issuer, day(one.date), one.page ? `${w.page} ${one.page}` : null];
    return make("li", { value: one.marker },
      outward(one.link, make("span", { lang: "vi" }, one.title)),
      make("div", { className: "soft" }, about.filter(Boolean).join(" · ")),
      ...children);
  }

  function source(one, value) {
    return place(one, make("blockquote", { className: "quote", lang: "vi" }, ...marked(one.quote, value)));
  }

  function near(one) {
    return place(one, make("div", { className: "soft", lang: "vi" }, one.headings.join(" › ")));
  }

  function shown(answer) {
    const several = answer.outcome === "several";
    const parts = [];
    if (answer.restored) parts.push(make("p", { className: "soft" }, `${w.restored}: `, make("strong", {}, answer.restored)));
    if (!answer.sure) parts.push(make("p", {}, make("strong", {}, w.unsure)));
    if (several) parts.push(make("p", { className: "soft" }, w.several));
    parts.push(...answer.statements.map((one) => statement(one, several)));
    if (answer.statements.length && answer.missing) {
      parts.push(make("p", {}, make("strong", {}, `${w.unstated}: ${answer.missing}`)));
    }
    if (!answer.statements.length) {
      parts.push(make("p", {}, answer.outcome === "not_found" ? w.not_found : answer.answer));
      if (answer.missing) parts.push(make("p", { className: "soft" }, `${w.missing}: ${answer.missing}`));
    }
    if (answer.citations.length) {
      const values = new Map(answer.statements.flatMap((one) => one.citations.map((n) => [n, one.value])));
      parts.push(make("h3", {}, w.sources),
        make("ol", {}, ...answer.citations.map((one) => source(one, values.get(one.marker)))));
    } else if (answer.nearest.length) {
      parts.push(make("h3", {}, w.nearest), make("ol", {}, ...answer.nearest.map(near)));
    }
    return parts;
  }

  // Whether the page goes dark with the visitor's system: a dark patch on a white page helps nobody.
  function darkens() {
    const said = document.querySelector("meta[name=color-scheme]")?.content ?? "";
    return `${said} ${getComputedStyle(document.documentElement).colorScheme}`.includes("dark");
  }

  async function call(path, options) {
    return fetch(new URL(path, base), {
      credentials: "omit",
      referrerPolicy: "origin",
      signal: AbortSignal.timeout?.(SECONDS * 1000),
      ...options,
      headers: { "Content-Type": "application/json", "Accept-Language": lang },
    });
  }

  function start() {
    const target = script.dataset.target ? document.querySelector(script.dataset.target) : null;
    const host = make("div", { lang });
    host.dataset.theme = script.dataset.theme ?? (darkens() ? "auto" : "light");
    if (target) target.append(host);
    else if (script.closest("body")) script.after(host);
    else document.body.append(host);
    const root = host.attachShadow({ mode: "open" });
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(STYLE);
    root.adoptedStyleSheets = [sheet];

    const input = make("input", {
      id: "question", type: "search", maxLength: 2000, required: true, placeholder: w.hint,
      autocomplete: "off", autocapitalize: "off", spellcheck: false, enterKeyHint: "search",
    });
    const label = make("label", { htmlFor: "question" }, w.field);
    const form = make("form", {}, label, make("div", { className: "row" }, input, make("button", { type: "submit" }, w.ask)));
    const status = make("p", { className: "soft", role: "status" });
    const reply = make("div", { tabIndex: -1 });
    const forget = make("button", { type: "button", className: "plain", hidden: true }, w.forget);
    const foot = make("div", { className: "foot" }, forget, outward("./", w.full));
    root.append(make("section", { "aria-label": w.name }, form, status, reply, foot));

    let conversation = null;
    let latest = 0;

    async function ask(question, begun) {
      const response = await call("api/v1/ask", { method: "POST", body: JSON.stringify({ question, conversation: begun }) });
      // The conversation was left alone for too long: this question stands by itself.
      if (response.status === 404 && begun) return ask(question, null);
      return response;
    }

    form.addEventListener("submit", async (event) => {
      event.preventDefault();
      const question = input.value.trim();
      if (!question) return;
      const turn = ++latest;
      status.textContent = w.asking;
      reply.ariaBusy = "true";
      let said = "";
      try {
        const response = await ask(question, conversation);
        if (turn !== latest) return;
        if (response.ok) {
          const answer = await response.json();
          conversation = answer.conversation;
          forget.hidden = !conversation;
          reply.replaceChildren(make("h2", {}, question), ...shown(answer));
          label.textContent = w.next;
          input.value = "";
          reply.focus({ preventScroll: true });
        } else {
          said = response.status === 429 ? w.busy : response.status < 500 ? w.unclear : w.trouble;
        }
      } catch {
        said = w.trouble;
      }
      if (turn !== latest) return;
      if (said) reply.replaceChildren();
      status.textContent = said;
      reply.ariaBusy = "false";
    });

    forget.addEventListener("click", async () => {
      const id = conversation;
      conversation = null;
      latest++;
      forget.hidden = true;
      reply.replaceChildren();
      label.textContent = w.field;
      input.focus();
      try {
        await call(`api/v1/conversations/${encodeURIComponent(id)}`, { method: "DELETE" });
        status.textContent = w.forgotten;
      } catch {
        status.textContent = w.trouble;
      }
    });
  }

  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", start, { once: true });
  else start();
})();

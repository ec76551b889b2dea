// The page of the IDE: who asks, at the top, and GraphiQL below. The token lives in this variable and nowhere else;
// queries are kept for as long as the tab is open.
(() => {
  "use strict";

  const defaultQuery = `# Each person sees an own slice of the same data: choose another one above and run again.
query Mine {
  viewer {
    user { name }
    organization { name }
    roles
  }
  deals(first: 10) {
    totalCount
    nodes {
      number
      approvalStatus
      partner { name }
      amount { amount currency }
      partnerMargin { amount currency }
      distributorCost { amount currency }
    }
  }
}
`;

  const who = document.getElementById("who");
  const note = document.getElementById("note");
  const root = ReactDOM.createRoot(document.getElementById("ide"));
  const explorer = GraphiQLPluginExplorer.explorerPlugin({ showAttribution: false });
  let token = "";
  let mounted = 0;

  async function ask({ query, operationName, variables }) {
    if (!token) {
      return { errors: [{ message: "Say who asks first, at the top of the page." }] };
    }
    const response = await fetch("/graphql", {
      method: "POST",
      credentials: "omit",
      headers: { "Content-Type": "application/json", Accept: "application/json", Authorization: "Bearer " + token },
      body: JSON.stringify({ query, operationName, variables }),
    });
    return response.json();
  }

  // render mounts GraphiQL anew, which reads the schema again. Open tabs come back from the session.
  function render() {
    mounted += 1;
    root.render(React.createElement(GraphiQL, {
      key: mounted,
      fetcher: ask,
      defaultQuery,
      plugins: [explorer],
      storage: window.sessionStorage,
      isHeadersEditorEnabled: false,
      shouldPersistHeaders: false,
    }));
  }

  function use(next, text) {
    const first = !token;
    token = next;
    note.textContent = text;
    if (first) {
      render();
    }
  }

  function element(name, properties, ...children) {
    const node = Object.assign(document.createElement(name), properties);
    node.append(...children);
    return node;
  }

  // choosePersona offers the demo's people; the address of the chosen one survives a reload, its token does not.
  function choosePersona(personas) {
    const select = element("select", { id: "persona", ariaLabel: "Ask as" },
      ...personas.map((p) => element("option", { value: p.email }, `${p.email} (${p.roles.join(", ")})`)));
    const apply = () => {
      const persona = personas.find((p) => p.email === select.value) || personas[0];
      sessionStorage.setItem("persona", persona.email);
      use(persona.token, `${persona.name}, ${persona.organization}`);
    };
    const before = sessionStorage.getItem("persona");
    if (personas.some((p) => p.email === before)) {
      select.value = before;
    }
    select.addEventListener("change", apply);
    who.replaceChildren(element("label", { htmlFor: "persona" }, "Ask as"), select);
    apply();
  }

  function enterToken() {
    const field = element("input", { type: "password", id: "token", autocomplete: "off", placeholder: "Bearer token or API key", size: 40 });
    who.replaceChildren(field, element("button", { type: "submit" }, "Use"));
    who.addEventListener("submit", (event) => {
      event.preventDefault();
      token = "";
      use(field.value.trim(), "The token stays in this page's memory.");
      field.value = "";
    });
    render();
  }

  async function start() {
    const response = await fetch("/dev/personas", { credentials: "omit" }).catch(() => null);
    const personas = response && response.ok ? await response.json() : [];
    if (personas.length > 0) {
      choosePersona(personas);
      return;
    }
    enterToken();
  }

  start();
})();

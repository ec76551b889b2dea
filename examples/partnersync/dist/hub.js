// The connection to the hub: one request, and the errors that a caller has to tell apart.
/** The hub answered, and refused: its first error's code tells why. */
export class Refusal extends Error {
    code;
    constructor(message, code) {
        super(message);
        this.code = code;
    }
}
/** How often a request is sent that the hub has no room for, or that gets lost on the way. */
const attempts = 5;
/** The statuses of a hub that is busy or is just being started anew, told by itself or by a proxy in front of it. */
const passing = [429, 502, 503, 504];
/** A service account's access to the hub. */
export class Hub {
    url;
    key;
    constructor(url, key) {
        this.url = url;
        this.key = key;
    }
    /**
     * Sends an operation. One that the hub was too busy for, or that got no answer, is sent again after a while: reading changes nothing,
     * and rows that have gone in already are UNCHANGED.
     */
    async ask(document, variables) {
        for (let attempt = 1;; attempt++) {
            const wait = await this.attempt(document, variables).then((data) => ({ data }), (error) => {
                if (!(error instanceof Later) || attempt === attempts)
                    throw error;
                return { seconds: error.seconds ?? 2 ** attempt };
            });
            if ("data" in wait)
                return wait.data;
            await new Promise((done) => setTimeout(done, wait.seconds * 1000));
        }
    }
    async attempt(document, variables) {
        const response = await fetch(this.url, {
            method: "POST",
            headers: { "Content-Type": "application/json", Accept: "application/graphql-response+json", Authorization: `Bearer ${this.key}` },
            body: JSON.stringify({ query: document.toString(), variables }),
        }).catch((cause) => {
            throw new Later(`the hub cannot be reached: ${String(cause)}`);
        });
        if (passing.includes(response.status)) {
            const seconds = Number(response.headers.get("Retry-After"));
            throw new Later(`the hub is busy (${response.status})`, Number.isFinite(seconds) && seconds > 0 ? seconds : undefined);
        }
        const answer = await response.text().then((text) => answerIn(text, response.status), (cause) => {
            throw new Later(`the answer got lost: ${String(cause)}`);
        });
        const [error] = answer.errors ?? [];
        if (error || !answer.data) {
            throw new Refusal(error?.message ?? `status ${response.status}`, error?.extensions?.code ?? "");
        }
        return answer.data;
    }
}
/** Reads an answer. What is none, such as a page of a proxy, is refused with the status alone: asking again would not change it. */
function answerIn(text, status) {
    try {
        return JSON.parse(text);
    }
    catch {
        throw new Refusal(`the answer with status ${status} is not the hub's`, "");
    }
}
/** A fault that goes away by itself. */
class Later extends Error {
    seconds;
    constructor(message, seconds) {
        super(message);
        this.seconds = seconds;
    }
}

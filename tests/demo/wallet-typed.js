// Typed data (EIP-712): shown word by word, and signed by the node, which has the demo's keys.

const TYPED = "eth_signTypedData_v4";

/** What the wallet does with it: signs it, does not know it, or signs something else. */
export const SIGNS = ["yes", "no", "wrong"];

/**
 * The method. `wallet` has the `state`, its network `here`, `forward` to the node, `authorise` for an account;
 * `ask.signTyped` puts the question; `fail` makes an error of a code, `rejected` the one of a person who declines.
 */
export function typedData({ state, here, forward, authorise, ask, fail, rejected }) {
  async function sign([address, text] = []) {
    if (state.signs === "no") throw fail(4200, `The wallet does not support ${TYPED}`);
    authorise(address);
    const typed = read(text);
    if (!typed) throw fail(-32602, "This is no typed data");
    if (Number(typed.domain.chainId) !== Number(state.chainId)) {
      throw fail(-32602, "The message is for another chain than the wallet's");
    }
    const network = here();
    if (!(await ask.signTyped(typed, network))) throw rejected();
    authorise(address);
    if (here() !== network) throw fail(4901, "The wallet has left the chain of this message");
    return forward(network, TYPED, [address, state.signs === "wrong" ? another(typed) : typed]);
  }
  return { [TYPED]: sign };
}

function read(text) {
  try {
    const { types, primaryType, domain, message } = typeof text === "string" ? JSON.parse(text) : text;
    return types && primaryType && domain && message ? { types, primaryType, domain, message } : null;
  } catch {
    return null;
  }
}

/** The same with another number in it. */
function another(typed) {
  const { message } = typed;
  const [name] = Object.entries(message).findLast(([, value]) => /^\d+$/.test(value)) ?? [];
  return name ? { ...typed, message: { ...message, [name]: String(BigInt(message[name]) + 1n) } } : typed;
}

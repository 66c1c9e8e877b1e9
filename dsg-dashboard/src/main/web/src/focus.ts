// SPDX-License-Identifier: Apache-2.0

/**
 * Keeps the keyboard where it was when what had it is taken away, as a button is that has done its work: it goes to
 * the nearest that still stands around it, and Tab goes on from there. Otherwise it would begin at the top again.
 */
export function keepFocus(): void {
  let around: Element[] = [];
  document.addEventListener("focusin", (event) => {
    around = [];
    for (let one = event.target instanceof Element ? event.target : null; one !== null; one = one.parentElement) {
      around.push(one);
    }
  });
  new MutationObserver(() => {
    const active = document.activeElement;
    if (around[0] === undefined || around[0].isConnected || (active !== null && active !== document.body)) {
      return;
    }
    const nearest = around.find((one) => one.isConnected);
    if (nearest instanceof HTMLElement && nearest !== document.body) {
      nearest.tabIndex = nearest.tabIndex < 0 ? -1 : nearest.tabIndex;
      nearest.focus({ preventScroll: true });
    }
    around = [];
  }).observe(document.body, { childList: true, subtree: true });
}

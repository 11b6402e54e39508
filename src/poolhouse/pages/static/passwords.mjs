// Comfort only: the pages work without it. Shows a password on request, and ticks off the rules that a new one meets.
const RULES = {
  length: (text, count) => [...text].length >= count,
  uppercase: (text) => /[A-Z]/.test(text),
  lowercase: (text) => /[a-z]/.test(text),
  number: (text) => /[0-9]/.test(text),
  symbol: (text) => /[\^$*.[\]{}()?"!@#%&/\\,><':;|_~`+=\- ]/.test(text),
};

for (const button of document.querySelectorAll("[data-reveals]")) {
  const input = document.getElementById(button.dataset.reveals);
  const label = (state) => {
    button.textContent = button.dataset[state];
    button.setAttribute("aria-label", button.dataset[`${state}Long`]);
  };
  button.addEventListener("click", () => {
    const hidden = input.type === "password";
    input.type = hidden ? "text" : "password";
    label(hidden ? "hide" : "show");
    input.focus();
  });
  // A password that is shown would be kept among the values that the browser offers.
  input.form.addEventListener("submit", () => (input.type = "password"));
  label("show");
  button.hidden = false;
}

for (const list of document.querySelectorAll("[data-rules-for]")) {
  const input = document.getElementById(list.dataset.rulesFor);
  const judge = () => {
    for (const rule of list.querySelectorAll("[data-kind]")) {
      const met = RULES[rule.dataset.kind](input.value, Number(rule.dataset.count));
      rule.classList.toggle("met", met);
      rule.classList.toggle("passwordCheck-valid-customizable", met);
      rule.classList.toggle("passwordCheck-notValid-customizable", !met && input.value !== "");
    }
  };
  input.addEventListener("input", judge);
  judge();
}

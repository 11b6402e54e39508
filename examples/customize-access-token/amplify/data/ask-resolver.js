export function request() {
  return { payload: null };
}

/** What the token that came with the query says of its holder. */
export function response(ctx) {
  const { claims } = ctx.identity;
  return {
    from: "the JavaScript resolver",
    groups: claims["cognito:groups"] ?? [],
    scope: claims["scope"] ?? null,
  };
}

export const GROUPS = ["EVERYONE", "ADMINS"] as const;
export type Group = (typeof GROUPS)[number];

/** The resource server that stands for what a group may do. */
export const RESOURCE_SERVERS = { EVERYONE: "everyone", ADMINS: "admin" } as const satisfies Record<Group, string>;

/** Each resource server's one scope. */
export const ALL = "*";

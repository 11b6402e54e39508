// util.transform: filters of GraphQL arguments as filters of DynamoDB and of subscriptions, in the forms that AppSync
// writes; a filter that is none gives null.
const { toDynamoDB } = require("./dynamodb.cjs");
const { misuse } = require("./endings.cjs");

const COMPARISONS = { __proto__: null, eq: "=", ne: "<>", le: "<=", lt: "<", ge: ">=", gt: ">" };
const TYPES = {
  __proto__: null, _null: "NULL", string: "S", stringSet: "SS", number: "N", numberSet: "NS", binary: "B",
  binarySet: "BS", boolean: "BOOL", list: "L", map: "M",
};
const MOST_GROUPS = 1000;

class NotAFilter {}

function map(value) {
  if (typeof value !== "object" || value === null || Array.isArray(value)) throw new NotAFilter();
  return value;
}

function must(holds) {
  if (!holds) throw new NotAFilter();
}

function orNull(work) {
  try {
    return work();
  } catch (thrown) {
    if (thrown instanceof NotAFilter) return null;
    throw thrown;
  }
}

class Expression {
  names = {};
  values = {};

  parts(conditions, path) {
    return Object.entries(map(conditions)).map(([key, condition]) => this.part(key, condition, path));
  }

  part(key, condition, path) {
    if (key === "and" || key === "or") {
      must(Array.isArray(condition));
      const members = condition.map((member, index) => this.grouped(member, `${path}${key}_${index}_`));
      return members.length === 1 ? members[0] : `(${members.join(` ${key.toUpperCase()} `)})`;
    }
    if (key === "not") return `(NOT ${this.grouped(condition, `${path}not_`)})`;
    return this.field(key, condition, path);
  }

  grouped(conditions, path) {
    const parts = this.parts(conditions, path);
    return parts.length === 1 ? parts[0] : `(${parts.join(" AND ")})`;
  }

  field(name, condition, path) {
    const target = `#${name}`;
    this.names[target] = name;
    const parts = Object.entries(map(condition)).map(
      ([operator, operand]) => `(${this.operation(target, operator, operand, `:${path}${name}_${operator}`)})`,
    );
    return parts.length === 1 ? parts[0] : `(${parts.join(" AND ")})`;
  }

  value(placeholder, operand) {
    this.values[placeholder] = toDynamoDB(operand);
    return placeholder;
  }

  operation(target, operator, operand, placeholder) {
    if (operator in COMPARISONS) return `${target} ${COMPARISONS[operator]} ${this.value(placeholder, operand)}`;
    switch (operator) {
      case "contains":
        return `contains(${target},${this.value(placeholder, operand)})`;
      case "notContains":
        return `NOT contains(${target},${this.value(placeholder, operand)})`;
      case "beginsWith":
        must(typeof operand === "string");
        return `begins_with(${target},${this.value(placeholder, operand)})`;
      case "between": {
        must(Array.isArray(operand) && operand.length === 2);
        const start = this.value(`${placeholder}_start`, operand[0]);
        return `${target} BETWEEN ${start} AND ${this.value(`${placeholder}_end`, operand[1])}`;
      }
      case "in": {
        must(Array.isArray(operand));
        const values = operand.map((each, index) => this.value(`${placeholder}_${index}`, each));
        return values.length ? `${target} IN (${values.join(", ")})` : "null";
      }
      case "attributeExists":
        must(typeof operand === "boolean");
        return operand ? `attribute_exists(${target})` : `attribute_not_exists(${target})`;
      case "attributeType":
        must(typeof operand === "string" && operand in TYPES);
        return `attribute_type(${target},${this.value(placeholder, TYPES[operand])})`;
      case "size": {
        const sizes = Object.entries(map(operand));
        must(sizes.length && sizes.every(([each]) => each in COMPARISONS || each === "between"));
        return sizes.map(([each, size]) => this.operation(`size(${target})`, each, size, `${placeholder}_${each}`)).join(" AND ");
      }
      default:
        throw new NotAFilter();
    }
  }
}

function toDynamoDBExpression(conditions) {
  return orNull(() => {
    const expression = new Expression();
    const text = expression.parts(conditions, "").join(" AND ");
    return JSON.stringify({ expression: text, expressionNames: expression.names, expressionValues: expression.values });
  });
}

function product(groups, alternatives) {
  if (groups.length * alternatives.length > MOST_GROUPS) {
    throw misuse(`A subscription filter has more than ${MOST_GROUPS} alternatives.`);
  }
  return groups.flatMap((group) => alternatives.map((alternative) => [...group, ...alternative]));
}

function alternatives(conditions, ignored) {
  let groups = [[]];
  for (const [key, condition] of Object.entries(map(conditions))) {
    if (ignored.includes(key)) continue;
    if (key === "and" && Array.isArray(condition)) {
      for (const member of condition) groups = product(groups, alternatives(member, ignored));
    } else if (key === "or" && Array.isArray(condition)) {
      groups = product(groups, condition.flatMap((member) => alternatives(member, ignored)));
    } else {
      const operators = Object.entries(map(condition));
      groups = product(groups, operators.map(([operator, value]) => [{ fieldName: key, operator, value }]));
    }
  }
  return groups;
}

/** At least one of the rules must hold besides. */
function toSubscriptionFilter(conditions, ignored = [], rules = {}) {
  return orNull(() => {
    let groups = alternatives(conditions, ignored ?? []);
    const strict = Object.entries(rules ?? {});
    if (strict.length) groups = product(groups, strict.flatMap(([key, rule]) => alternatives({ [key]: rule }, [])));
    return { filterGroup: groups.filter((group) => group.length).map((filters) => ({ filters })) };
  });
}

const transform = {
  toDynamoDBFilterExpression: toDynamoDBExpression,
  toDynamoDBConditionExpression: toDynamoDBExpression,
  toSubscriptionFilter,
  toElasticsearchQueryDSL() {
    throw misuse("util.transform.toElasticsearchQueryDSL: OpenSearch data sources are not supported.");
  },
};

module.exports = { transform };

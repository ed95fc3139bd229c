import { dashboard } from "../dashboard.mjs";
import { gauge, graph, quantile, query, rate, rareRate, table } from "../panel.mjs";

const byService = (expr) => `label_replace(${expr}, "service", "$1", "method", "/?([^/]+)/.*")`;

export default dashboard("upstreams", "upstreams", "Calls between processes, and the contract of the edges", "lossy_build_info", [
  graph("Calls of edges", "reqps", "Calls of edges to services, by service.", [query(`sum by (service) (${byService("rate(lossy_edge_upstream_calls_total{@}[$__rate_interval])")})`, "{{service}}")]),
  graph("Failed calls of edges", "reqps", "Calls of edges that were not answered OK, by service and code.", [query(`sum by (service, code) (${byService('rate(lossy_edge_upstream_calls_total{@,code!="OK"}[$__rate_interval])')}) or on () vector(0)`, "{{service}} {{code}}")], [1, 10]),
  graph("Time until a service answered", "s", "95 % of the calls of edges are answered in this time, by method.", [quantile(0.95, "lossy_edge_upstream_seconds", "method")], [1]),
  graph("Calls at services", "reqps", "Calls answered, by process and method.", [rate("lossy_rpc_calls_total", "instance, method")]),
  graph("Failed calls at services", "reqps", "Calls that were not answered OK, by process and code.", [rareRate("lossy_rpc_calls_total", "instance, code", "{{instance}} {{code}}", 'code!="OK"')], [1, 10]),
  graph("Time to answer a call", "s", "95 % of the calls are answered in this time, by method.", [quantile(0.95, "lossy_rpc_seconds", "method")], [1]),
  graph("Refused tokens", "reqps", "Calls refused for their token, by process and reason.", [rate("lossy_rpc_refused_total", "instance, reason")], [0.1]),
  graph("Calls of busy users", "short", "Calls that wait because their user has too many running.", [gauge("lossy_rpc_waiting_calls")], [20]),
  graph("Refused calls of busy users", "reqps", "Calls refused because their user has too many running or waiting.", [rate("lossy_rpc_refused_calls_total", "instance")], [1]),
  graph("Contract", "short", "Sources whose newest descriptors are refused, and services whose replicas differ.", [query("sum by (instance, source) (lossy_edge_contract_refused{@}) or on () vector(0)", "{{instance}} {{source}} refused"), query("sum by (instance, service) (lossy_edge_contract_skew{@}) or on () vector(0)", "{{instance}} {{service}} skew")], [1]),
  graph("Contracts in memory", "short", "Routing tables in memory: the one in use, and earlier ones that a client still uses.", [gauge("lossy_edge_contract_tables")]),
  graph("Changes of the contract", "cps", "Contracts that replaced the one before without a restart, and readings that failed.", [rate("lossy_edge_contract_swaps_total", "instance", "{{instance}} swaps"), rareRate("lossy_edge_discovery_failures_total", "source", "{{source}} failed")]),
  table("Contracts in use", "short", "The hash of the contract of each edge.", query("max by (instance, hash) (lossy_edge_contract_info{@})")),
]);

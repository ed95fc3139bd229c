#pragma once

#include <vector>

#include "absl/status/status.h"
#include "absl/types/span.h"
#include "base/outbox/outbox.h"

namespace lossy::base {

// The parameters of the columns that kUnnestedItems reads, from `items`. Sets their ids.
std::vector<pg::Param> ItemArrays(absl::Span<const Outgoing> items);

// A SELECT of rows for kOutboxColumns, from the parameters of ItemArrays, which are $1 to $8. It
// keeps the order of the items, and `i.nr` is the number of an item, from 1. A condition may follow
// before kItemOrder.
inline constexpr char kOutboxColumns[] =
    "outbox (id, kind, target, user_id, request_id, payload, acted_us, traceparent)";
inline constexpr char kUnnestedItems[] =
    "SELECT i.id, i.kind, i.target, i.user_id, i.request_id, i.payload, nullif(i.acted_us, 0), "
    "nullif(i.traceparent, '') FROM unnest($1::uuid[], $2::text[], $3::text[], $4::text[], "
    "$5::text[], $6::bytea[], $7::bigint[], $8::text[]) WITH ORDINALITY "
    "AS i (id, kind, target, user_id, request_id, payload, acted_us, traceparent, nr)";
inline constexpr char kItemOrder[] = " ORDER BY i.nr";

// Queues the items in their order with one statement, and wakes the relays of the transaction's
// pool after the commit. `trace` of an item is the span that the delivery continues. Errors: those
// of Connection.
absl::Status QueueAll(pg::Transaction& transaction, absl::Span<const Outgoing> items);

}  // namespace lossy::base

#include "base/outbox/relay_flags.h"

#include <cstddef>

#include "absl/flags/flag.h"
#include "absl/strings/str_cat.h"
#include "base/flags/flag_range.h"
#include "base/flags/flag_value.h"
#include "base/log/refuse_start.h"

ABSL_FLAG(int, outbox_batch, 512, "Most items of the outbox in one delivery");
ABSL_FLAG(int, outbox_poll_ms, 10'000,
          "Longest time until the outbox delivers an item whose notification was lost, in "
          "milliseconds");
ABSL_FLAG(int, outbox_gather_ms, 100,
          "Least time between two batches of the outbox's items that call another service, in "
          "milliseconds; events do not wait");
ABSL_FLAG(int, outbox_patience_seconds, 600,
          "Time after which an item of the outbox is set aside that its receiver rejects while it "
          "accepts others, in seconds");
ABSL_FLAG(int, outbox_set_aside_hours, 168,
          "Time for which items are kept in outbox_set_aside, in hours");
ABSL_FLAG(int, outbox_set_aside_rows, 10'000, "Most items kept in outbox_set_aside");

LOSSY_FLAG_RANGE(outbox_batch, 1, 10'000);
LOSSY_FLAG_RANGE(outbox_poll_ms, 1, 3'600'000);
LOSSY_FLAG_RANGE(outbox_gather_ms, 0, 60'000);
LOSSY_FLAG_RANGE(outbox_patience_seconds, 1, 2'592'000);
LOSSY_FLAG_RANGE(outbox_set_aside_hours, 1, 87'600);
LOSSY_FLAG_RANGE(outbox_set_aside_rows, 1, 100'000'000);

namespace lossy::base {

Relay::Options RelayOptionsFromFlags() {
  return {.batch = absl::GetFlag(FLAGS_outbox_batch),
          .idle_poll = FlagMilliseconds(FLAGS_outbox_poll_ms),
          .gather = FlagMilliseconds(FLAGS_outbox_gather_ms),
          .patience = absl::Seconds(absl::GetFlag(FLAGS_outbox_patience_seconds)),
          .keep_set_aside = absl::Hours(absl::GetFlag(FLAGS_outbox_set_aside_hours)),
          .max_set_aside = absl::GetFlag(FLAGS_outbox_set_aside_rows)};
}

void RequireConnections(const pg::Pool& pool, const Relay& relay) {
  const std::size_t needed = relay.kinds() + 1;
  if (pool.options().size >= static_cast<int>(needed)) return;
  RefuseFlag("database_connections",
             absl::StrCat("must be at least ", needed, ": the outbox occupies ", relay.kinds(),
                          ", one for each kind of its items, and calls need another"));
}

}  // namespace lossy::base

#include "base/outbox/relay_flags.h"

#include "absl/flags/flag.h"

ABSL_FLAG(int, outbox_batch, 512, "Most items of the outbox that are delivered at once");
ABSL_FLAG(int, outbox_patience_seconds, 600,
          "Time after which an item of the outbox is set aside that its receiver refuses while it "
          "takes others, in seconds");
ABSL_FLAG(int, outbox_set_aside_hours, 168,
          "How long items that were set aside are kept in outbox_set_aside, in hours");
ABSL_FLAG(int, outbox_set_aside_rows, 10'000, "Most items kept in outbox_set_aside");

namespace lossy::base {

Relay::Options RelayOptionsFromFlags() {
  return {.batch = absl::GetFlag(FLAGS_outbox_batch),
          .patience = absl::Seconds(absl::GetFlag(FLAGS_outbox_patience_seconds)),
          .keep_set_aside = absl::Hours(absl::GetFlag(FLAGS_outbox_set_aside_hours)),
          .max_set_aside = absl::GetFlag(FLAGS_outbox_set_aside_rows)};
}

}  // namespace lossy::base

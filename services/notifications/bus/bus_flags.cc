#include "services/notifications/bus/bus_flags.h"

#include <string>

#include "absl/flags/flag.h"
#include "absl/strings/str_cat.h"

ABSL_FLAG(std::string, nats_url, "",
          "The NATS servers by which replicas of this service tell each other what is new: "
          "nats://host:port,… Without it this one is alone");
ABSL_FLAG(std::string, nats_subject, "lossy",
          "What the subjects begin with. Replicas with the same one share a database");
ABSL_FLAG(std::uint32_t, nats_ping_ms, 1000,
          "A NATS server that is silent for two to three times as long is left, in milliseconds");
ABSL_FLAG(std::uint32_t, nats_pending_messages, 8192,
          "Most messages of one name that wait to be worked off; what is beyond is made up for "
          "later");
ABSL_FLAG(std::uint32_t, nats_pending_bytes, 8 << 20,
          "Most of one name that waits to be worked off, in bytes");

namespace lossy::notifications {

NatsBus::Options NatsOptionsFromFlags(absl::string_view bus) {
  return {.url = absl::GetFlag(FLAGS_nats_url),
          .prefix = absl::StrCat(absl::GetFlag(FLAGS_nats_subject), ".", bus),
          .ping_pause = absl::Milliseconds(absl::GetFlag(FLAGS_nats_ping_ms)),
          .pending_messages = static_cast<int>(absl::GetFlag(FLAGS_nats_pending_messages)),
          .pending_bytes = static_cast<int>(absl::GetFlag(FLAGS_nats_pending_bytes))};
}

}  // namespace lossy::notifications

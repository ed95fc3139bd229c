#include "edge/longpoll/longpoll_flags.h"

#include "absl/flags/flag.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "base/flags/flag_check.h"
#include "base/flags/flag_range.h"
#include "base/flags/flag_value.h"
#include "base/log/refuse_start.h"

ABSL_FLAG(int, max_longpoll_sessions, 10'000, "Most long-poll sessions of one thread");
ABSL_FLAG(
    int, longpoll_window_ms, 10'000,
    "Longest wait of a poll for a message, in milliseconds; less than the 20 s of the clients");
ABSL_FLAG(int, longpoll_idle_ms, 20'000,
          "Time without a poll after which a long-poll session ends, in milliseconds");
ABSL_FLAG(std::string, longpoll_advertise, "",
          "host:port where other edges reach this one for its long-poll sessions; empty: --listen, "
          "which must then name one address if there are several edges");

LOSSY_FLAG_RANGE(max_longpoll_sessions, 0, 10'000'000);
// Stock clients time out after 20 s.
LOSSY_FLAG_RANGE(longpoll_window_ms, 1, 19'000);
LOSSY_FLAG_RANGE(longpoll_idle_ms, 1, 3'600'000);

namespace lossy::edge {
namespace {

absl::Status CheckAdvertised() {
  const std::string address = absl::GetFlag(FLAGS_longpoll_advertise);
  if (address.empty() || absl::StrContains(address, ":")) return absl::OkStatus();
  return absl::InvalidArgumentError(absl::StrCat("\"", address, "\" is not host:port"));
}

LOSSY_FLAG_CHECK(longpoll_advertise, CheckAdvertised);

}  // namespace

LongpollLimits LongpollLimitsFromFlags() {
  return {.window = base::FlagMilliseconds(FLAGS_longpoll_window_ms),
          .idle = base::FlagMilliseconds(FLAGS_longpoll_idle_ms),
          .max_sessions = base::FlagSize(FLAGS_max_longpoll_sessions)};
}

std::string LongpollAddressFromFlags() {
  const absl::Status status = CheckAdvertised();
  if (!status.ok()) base::RefuseFlag("longpoll_advertise", status.message());
  return absl::GetFlag(FLAGS_longpoll_advertise);
}

}  // namespace lossy::edge

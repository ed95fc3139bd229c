#include "edge/limits/rate_limit_flags.h"

#include <cstdint>
#include <string>
#include <vector>

#include "absl/flags/flag.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/strings/string_view.h"
#include "base/flags/flag_check.h"
#include "base/flags/flag_range.h"
#include "base/log/refuse_start.h"

ABSL_FLAG(std::string, socket_join_rate, "200/1000", "Joins of one socket");
ABSL_FLAG(std::string, user_join_rate, "5000/40000", "Joins of all sockets of a user");
ABSL_FLAG(std::string, socket_message_rate, "5000/20000", "Messages of one socket");
ABSL_FLAG(std::string, user_message_rate, "50000/200000", "Messages of all sockets of a user");
ABSL_FLAG(std::string, socket_byte_rate, "16777216/67108864",
          "Bytes that are read from one connection; beyond it, reading pauses");
ABSL_FLAG(
    std::string, user_byte_rate, "134217728/536870912",
    "Bytes that are read from all sockets and long-poll sessions of a user; beyond it, reading "
    "pauses");
ABSL_FLAG(std::string, user_connect_rate, "1000/20000",
          "Sockets that a user may open: per second / at once; 0: no limit, as for all rates");
ABSL_FLAG(int, max_user_connections, 20000, "Most sockets of one user; 0: no limit");
ABSL_FLAG(
    std::uint32_t, user_presence_topics, 1000,
    "Most topics on which one user is present at once, by all sockets on this edge, so that no "
    "user takes all of --presence_topics of notifications; 0: no limit");
ABSL_FLAG(std::string, address_connect_rate, "0",
          "Sockets that clients of one address may open: per second / at once; 0: no limit");
ABSL_FLAG(int, max_address_connections, 0,
          "Most sockets of one client address, which many users may share; 0: no limit");

LOSSY_FLAG_RANGE(max_user_connections, 0, 100'000'000);
LOSSY_FLAG_RANGE(user_presence_topics, 0, 100'000'000);
LOSSY_FLAG_RANGE(max_address_connections, 0, 100'000'000);

namespace lossy::edge {
namespace {

// Reads "per second/burst"; one number is both.
absl::StatusOr<Rate> ParseRate(const absl::Flag<std::string>& flag) {
  const std::string text = absl::GetFlag(flag);
  const std::vector<absl::string_view> halves = absl::StrSplit(text, '/');
  Rate rate;
  if (halves.size() > 2 || !absl::SimpleAtod(halves.front(), &rate.per_second) ||
      !absl::SimpleAtod(halves.back(), &rate.burst) || !(rate.per_second >= 0) ||
      (rate.per_second > 0 && !(rate.burst >= 1))) {
    return absl::InvalidArgumentError(
        absl::StrCat("\"", text, "\" is no rate: per second/at once"));
  }
  return rate;
}

Rate RateFromFlag(const absl::Flag<std::string>& flag) {
  return base::ValueOrRefuseFlag(absl::GetFlagReflectionHandle(flag).Name(), ParseRate(flag));
}

LOSSY_FLAG_CHECK(socket_join_rate, [] { return ParseRate(FLAGS_socket_join_rate).status(); });
LOSSY_FLAG_CHECK(user_join_rate, [] { return ParseRate(FLAGS_user_join_rate).status(); });
LOSSY_FLAG_CHECK(socket_message_rate, [] { return ParseRate(FLAGS_socket_message_rate).status(); });
LOSSY_FLAG_CHECK(user_message_rate, [] { return ParseRate(FLAGS_user_message_rate).status(); });
LOSSY_FLAG_CHECK(socket_byte_rate, [] { return ParseRate(FLAGS_socket_byte_rate).status(); });
LOSSY_FLAG_CHECK(user_byte_rate, [] { return ParseRate(FLAGS_user_byte_rate).status(); });
LOSSY_FLAG_CHECK(user_connect_rate, [] { return ParseRate(FLAGS_user_connect_rate).status(); });
LOSSY_FLAG_CHECK(address_connect_rate,
                 [] { return ParseRate(FLAGS_address_connect_rate).status(); });

}  // namespace

RateLimits RateLimitsFromFlags() {
  return {.socket = {.joins = RateFromFlag(FLAGS_socket_join_rate),
                     .messages = RateFromFlag(FLAGS_socket_message_rate),
                     .bytes = RateFromFlag(FLAGS_socket_byte_rate)},
          .user = {.joins = RateFromFlag(FLAGS_user_join_rate),
                   .messages = RateFromFlag(FLAGS_user_message_rate),
                   .bytes = RateFromFlag(FLAGS_user_byte_rate)},
          .user_connects = RateFromFlag(FLAGS_user_connect_rate),
          .max_user_connections = absl::GetFlag(FLAGS_max_user_connections),
          .max_user_presence_topics = absl::GetFlag(FLAGS_user_presence_topics)};
}

RateLimits AddressLimitsFromFlags() {
  return {.user_connects = RateFromFlag(FLAGS_address_connect_rate),
          .max_user_connections = absl::GetFlag(FLAGS_max_address_connections)};
}

}  // namespace lossy::edge

#include "edge/api/stream_join.h"

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "absl/types/optional.h"
#include "base/error/error.h"
#include "base/text/json_string.h"
#include "edge/phoenix/json_cursor.h"
#include "edge/pubsub/position.h"
#include "edge/transcoding/query_json.h"

namespace lossy::edge {
namespace {

constexpr char kLastEventId[] = "last_event_id";
constexpr char kParams[] = "params";

// Returns the JSON of the option "recover".
absl::StatusOr<std::string> Recover(const HttpRequest& request, const QueryParams& params) {
  const std::string* id = request.Header("last-event-id");
  // A page reconnects to the same address, so that the header is newer than the parameter.
  if (id == nullptr || id->empty()) id = FindParam(params, kLastEventId);
  if (id == nullptr || id->empty()) return "true";
  const absl::optional<Position> position = ReadPositionId(*id);
  if (position) return PositionJson(*position);
  return base::InvalidArgument(kLastEventId, "must be the id of an event: EPOCH:OFFSET");
}

// Returns the parameters that are fields of the join as a JSON object.
absl::StatusOr<std::string> JoinParams(const MessageTable& table, const QueryParams& params) {
  if (const std::string* json = FindParam(params, kParams)) {
    JsonCursor cursor(*json);
    absl::string_view value;
    if (cursor.TakeValue(&value) && cursor.AtEnd() && absl::StartsWith(value, "{")) {
      return std::string(value);
    }
    return base::InvalidArgument(kParams, "must be a JSON object");
  }
  QueryParams fields;
  for (const auto& param : params) {
    if (param.first != kLastEventId) fields.push_back(param);
  }
  return QueryJson(table, fields);
}

}  // namespace

absl::StatusOr<std::string> StreamJoin(absl::string_view topic, const MessageTable& table,
                                       const HttpRequest& request, const QueryParams& params) {
  absl::StatusOr<std::string> fields = JoinParams(table, params);
  if (!fields.ok()) return fields.status();
  const absl::StatusOr<std::string> recover = Recover(request, params);
  if (!recover.ok()) return recover.status();
  // The option comes last, because a parser uses the last of two members with one name.
  const absl::string_view members = absl::StripSuffix(*fields, "}");
  std::string join = R"(["1","1",)";
  base::AppendJsonString(topic, &join);
  absl::StrAppend(&join, R"(,"phx_join",)", members, members == "{" ? "" : ",", R"("recover":)",
                  *recover, "}]");
  return join;
}

}  // namespace lossy::edge

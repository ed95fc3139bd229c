#include "edge/api/event_message.h"

#include <algorithm>
#include <string>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "absl/strings/string_view.h"
#include "absl/strings/strip.h"
#include "base/error/error.h"
#include "edge/transcoding/json_to_wire.h"
#include "edge/transcoding/wire_fields.h"

namespace lossy::edge {
namespace {

constexpr char kIdempotencyKey[] = "idempotency-key";
constexpr char kRequestId[] = "request_id";
constexpr std::size_t kMaxKeyBytes = 64;

bool IsNoToken(absl::string_view pair) { return !absl::StartsWith(pair, "token="); }

// Returns the content of the header, which may be a quoted string (RFC 8941, section 3.3.3) or a
// bare word.
absl::string_view Unquote(absl::string_view key) {
  key = absl::StripAsciiWhitespace(key);
  absl::string_view content = key;
  const bool quoted = absl::ConsumePrefix(&content, "\"") && absl::ConsumeSuffix(&content, "\"");
  return quoted ? content : key;
}

bool IsKey(absl::string_view key) {
  return !key.empty() && key.size() <= kMaxKeyBytes &&
         std::all_of(key.begin(), key.end(),
                     [](char c) { return absl::ascii_isgraph(c) && c != '"' && c != '\\'; });
}

absl::Status AddIdempotencyKey(const MessageTable& table, const HttpRequest& request,
                               std::string* out) {
  const std::string* header = request.Header(kIdempotencyKey);
  if (header == nullptr) return absl::OkStatus();
  const absl::string_view key = Unquote(*header);
  if (!IsKey(key)) {
    return base::InvalidArgument("Idempotency-Key",
                                 "must be 1 to 64 visible ASCII characters, quoted or not");
  }
  const Field* field = table.FindByName(kRequestId);
  if (field == nullptr || field->kind != FieldKind::kString || field->repeated) {
    return absl::OkStatus();
  }
  // The last of two values wins, so that the header replaces the body's request_id.
  AppendStringField(field->number, key, out);
  return absl::OkStatus();
}

// Returns the query without the client's token, which is no field of a request.
std::string WithoutToken(absl::string_view query) {
  return absl::StrJoin(absl::StrSplit(query, '&', IsNoToken), "&");
}

}  // namespace

BodyKind BodyKindOf(const HttpRequest& request) {
  const std::string* header = request.Header("content-type");
  if (header == nullptr) return BodyKind::kJson;
  const std::pair<absl::string_view, absl::string_view> halves =
      absl::StrSplit(*header, absl::MaxSplits(';', 1));
  const std::string type = absl::AsciiStrToLower(absl::StripAsciiWhitespace(halves.first));
  if (type == "application/json") return BodyKind::kJson;
  return type == "application/octet-stream" ? BodyKind::kBinary : BodyKind::kOther;
}

ReadPush ReadPost(const ServedChannel& channel, const ServedEvent& event,
                  const HttpRequest& request) {
  const MessageTable& table = *event.call->method->request;
  const bool binary = BodyKindOf(request) == BodyKind::kBinary;
  const PaddedJson body(request.body.empty() && !binary ? "{}" : request.body);
  const std::string fields = binary ? WithoutToken(request.query) : "";
  ReadPush read =
      Read(channel, table,
           {.event = event.name, .payload = body.view(), .binary = binary, .fields = fields});
  if (read.status.ok()) read.status = AddIdempotencyKey(table, request, &read.message);
  return read;
}

}  // namespace lossy::edge

#include "edge/presence/presence_codec.h"

#include <utility>

#include "absl/container/flat_hash_map.h"
#include "absl/container/flat_hash_set.h"
#include "absl/strings/str_cat.h"
#include "base/error/error.h"
#include "edge/transcoding/json_string.h"
#include "edge/transcoding/json_to_wire.h"
#include "edge/transcoding/wire_to_json.h"
#include "google/protobuf/io/coded_stream.h"

namespace lossy::edge {
namespace {

using google::protobuf::Struct;

constexpr absl::string_view kReserved[] = {"phx_ref", "phx_ref_prev", "device_id", "online_at"};

// The most levels of nested messages in the metadata; each level of JSON takes three. Parsers of
// the request that contains it accept 100.
constexpr int kMaxNesting = 60;

std::string MetaJson(const notifications::v1::Presence& presence, std::string json) {
  // The edge's members come last, because a parser uses the last of two members with one name.
  if (json == "{}") {
    json.pop_back();
  } else {
    json.back() = ',';
  }
  absl::StrAppend(&json, "\"phx_ref\":");
  AppendJsonString(presence.ref(), &json);
  if (!presence.replaces().empty()) {
    absl::StrAppend(&json, ",\"phx_ref_prev\":");
    AppendJsonString(presence.replaces(), &json);
  }
  json.push_back('}');
  return json;
}

}  // namespace

PresenceCodec::PresenceCodec() : meta_(*tables_.For(Struct::descriptor())) {}

absl::StatusOr<Struct> PresenceCodec::ReadMeta(absl::string_view json) const {
  std::string wire;
  const absl::Status status = JsonToWire(*meta_, json, &wire);
  if (!status.ok()) return status;
  google::protobuf::io::CodedInputStream input(reinterpret_cast<const std::uint8_t*>(wire.data()),
                                               static_cast<int>(wire.size()));
  input.SetRecursionLimit(kMaxNesting);
  Struct meta;
  if (!meta.ParseFromCodedStream(&input)) {
    return base::InvalidArgument("payload", "is nested too deeply");
  }
  for (absl::string_view reserved : kReserved) {
    meta.mutable_fields()->erase(std::string(reserved));
  }
  return meta;
}

PresencePtr PresenceCodec::Decode(const notifications::v1::Presence& presence) const {
  std::string json;
  if (!IsSafeKey(presence.key()) || presence.ref().empty() ||
      !WireToJson(*meta_, presence.meta().SerializeAsString(), &json).ok()) {
    return nullptr;
  }
  return std::make_shared<const Presence>(Presence{.ref = presence.ref(),
                                                   .key = presence.key(),
                                                   .replaces = presence.replaces(),
                                                   .meta = MetaJson(presence, std::move(json))});
}

void SetOrigin(const std::string& device_id, absl::Time online_at, Struct* meta) {
  auto& fields = *meta->mutable_fields();
  fields["device_id"].set_string_value(device_id);
  fields["online_at"].set_number_value(static_cast<double>(absl::ToUnixMillis(online_at)));
}

bool IsSafeKey(absl::string_view key) {
  // Every JavaScript object inherits these. Clients before phoenix 1.8.9 do not check for them.
  static const auto* const inherited = new absl::flat_hash_set<absl::string_view>{
      "__proto__",        "prototype",        "constructor",          "__defineGetter__",
      "__defineSetter__", "__lookupGetter__", "__lookupSetter__",     "hasOwnProperty",
      "isPrototypeOf",    "toLocaleString",   "propertyIsEnumerable", "toString",
      "valueOf"};
  return !inherited->contains(key);
}

void AppendByKey(const Presences& presences, std::string* json) {
  absl::flat_hash_map<absl::string_view, std::size_t> places;
  std::vector<std::pair<absl::string_view, std::string>> keys;  // Each key with its metas.
  for (const PresencePtr& presence : presences) {
    const auto [place, first] = places.emplace(presence->key, keys.size());
    if (first) keys.emplace_back(presence->key, "");
    absl::StrAppend(&keys[place->second].second, presence->meta, ",");
  }
  json->push_back('{');
  for (auto& [key, metas] : keys) {
    AppendJsonString(key, json);
    CloseJson(']', &metas);
    absl::StrAppend(json, ":{\"metas\":[", metas, "},");
  }
  CloseJson('}', json);
}

}  // namespace lossy::edge

#include "edge/presence/pending_diff.h"

#include <algorithm>

#include "absl/container/flat_hash_set.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "edge/presence/presence_codec.h"

namespace lossy::edge {
namespace {

std::string DiffOf(const Presences& joined, const Presences& left) {
  std::string json = "{\"joins\":";
  AppendByKey(joined, &json);
  absl::StrAppend(&json, ",\"leaves\":");
  AppendByKey(left, &json);
  json.push_back('}');
  return json;
}

}  // namespace

void PendingDiff::Join(PresencePtr presence) {
  const auto left = std::find_if(left_.begin(), left_.end(), [&](const PresencePtr& each) {
    return each->ref == presence->ref;
  });
  if (left == left_.end()) {
    joined_.push_back(std::move(presence));
  } else {
    left_.erase(left);
  }
}

std::string PendingDiff::Diff() const { return DiffOf(joined_, left_); }

std::string PendingDiff::DiffWithUpdates() const {
  absl::flat_hash_set<absl::string_view> left_refs, replaced_refs;
  for (const PresencePtr& presence : left_) left_refs.insert(presence->ref);
  Presences joined, updated, left;
  for (const PresencePtr& presence : joined_) {
    const bool is_update = left_refs.contains(presence->replaces);
    if (is_update) replaced_refs.insert(presence->replaces);
    (is_update ? updated : joined).push_back(presence);
  }
  for (const PresencePtr& presence : left_) {
    if (!replaced_refs.contains(presence->ref)) left.push_back(presence);
  }
  std::string json = DiffOf(joined, left);
  json.back() = ',';
  absl::StrAppend(&json, "\"updates\":");
  AppendByKey(updated, &json);
  json.push_back('}');
  return json;
}

}  // namespace lossy::edge

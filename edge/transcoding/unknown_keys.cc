#include "edge/transcoding/unknown_keys.h"

#include <algorithm>
#include <limits>
#include <numeric>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "base/utf8/utf8_prefix.h"

namespace lossy::edge {
namespace {

// A longer path of an object is replaced, so that deeply nested keys make no long warnings.
constexpr std::size_t kMaxParentBytes = 200;

// Returns the key in lower case without "_" and "-", so that roomId is equal to room_id.
std::string Normalized(absl::string_view key) {
  std::string result;
  for (const char c : key) {
    if (c != '_' && c != '-') result.push_back(absl::ascii_tolower(c));
  }
  return result;
}

// Returns the number of insertions, deletions, replacements and swaps of neighbours that turn `a`
// into `b` (optimal string alignment).
std::size_t EditDistance(absl::string_view a, absl::string_view b) {
  std::vector<std::size_t> before(b.size() + 1), last(b.size() + 1), row(b.size() + 1);
  std::iota(last.begin(), last.end(), std::size_t{0});
  for (std::size_t i = 1; i <= a.size(); ++i) {
    row[0] = i;
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const std::size_t replaced = last[j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1);
      row[j] = std::min({replaced, last[j] + 1, row[j - 1] + 1});
      const bool swapped = i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1];
      if (swapped) row[j] = std::min(row[j], before[j - 2] + 1);
    }
    std::swap(before, last);
    std::swap(last, row);
  }
  return last[b.size()];
}

// Finds the most similar of several keys.
class Search {
 public:
  explicit Search(absl::string_view key) : key_(Normalized(key)) {}

  // Considers a key. Of keys with the same distance, the one with the lowest `rank` wins. The
  // result is then `shown`, which must outlive the search.
  void Consider(absl::string_view key, std::size_t rank, absl::string_view shown) {
    const std::string other = Normalized(key);
    const std::size_t longer = std::max(key_.size(), other.size());
    const std::size_t allowed = std::max<std::size_t>(1, longer / 3);
    if (longer - std::min(key_.size(), other.size()) > allowed) return;
    const std::pair<std::size_t, std::size_t> found = {EditDistance(key_, other), rank};
    if (found.first > allowed || found.first == longer || found >= best_) return;
    best_ = found;
    shown_ = shown;
  }

  absl::string_view result() const { return shown_; }

 private:
  const std::string key_;
  std::pair<std::size_t, std::size_t> best_ = {std::numeric_limits<std::size_t>::max(), 0};
  absl::string_view shown_;
};

// Returns the key that JSON to clients has for the field: json_key without quotes and colon.
absl::string_view ShownKey(const Field& field) {
  return absl::string_view(field.json_key).substr(1, field.json_key.size() - 3);
}

}  // namespace

void UnknownKeys::Add(const MessageTable& table, absl::string_view parent, absl::string_view key) {
  const absl::Span<const absl::string_view> options =
      parent.empty() ? options_ : absl::Span<const absl::string_view>();
  if (full() || std::find(options.begin(), options.end(), key) != options.end()) return;
  const absl::string_view cut = base::Utf8Prefix(key, kMaxKeyBytes);
  Search search(cut);
  for (const auto& [known, index] : table.keys()) {
    search.Consider(known, index, ShownKey(table.fields()[index]));
  }
  for (const absl::string_view option : options) {
    search.Consider(option, table.fields().size(), option);
  }
  if (parent.size() > kMaxParentBytes) parent = "…";
  const absl::string_view dot = parent.empty() ? "" : ".";
  UnknownKey unknown{.path = absl::StrCat(parent, dot, cut), .suggestion = {}};
  if (!search.result().empty()) unknown.suggestion = absl::StrCat(parent, dot, search.result());
  keys_.push_back(std::move(unknown));
}

}  // namespace lossy::edge

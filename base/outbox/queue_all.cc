#include "base/outbox/queue_all.h"

#include <cstdint>

#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "base/text/request_id.h"
#include "base/text/uuid.h"

namespace lossy::base {
namespace {

// Returns the parameter of a column of texts: the result of `value` for each item.
template <typename Value>
std::vector<std::string> Column(absl::Span<const Outgoing> items, Value value) {
  std::vector<std::string> column;
  column.reserve(items.size());
  for (const Outgoing& item : items) column.push_back(value(item));
  return column;
}

pg::Param Texts(const std::vector<std::string>& column) {
  const std::vector<absl::string_view> views(column.begin(), column.end());
  return pg::Param::Texts(views);
}

pg::Param Uuids(const std::vector<std::string>& column) {
  const std::vector<absl::string_view> views(column.begin(), column.end());
  return pg::Param::Uuids(views);
}

pg::Param Payloads(absl::Span<const Outgoing> items) {
  std::vector<absl::string_view> views;
  views.reserve(items.size());
  for (const Outgoing& item : items) views.push_back(item.payload);
  return pg::Param::Blobs(views);
}

pg::Param ActedTimes(absl::Span<const Outgoing> items) {
  std::vector<std::int64_t> times;
  times.reserve(items.size());
  for (const Outgoing& item : items) times.push_back(item.acted_us);
  return pg::Param::Ints(times);
}

}  // namespace

std::vector<pg::Param> ItemArrays(absl::Span<const Outgoing> items) {
  return {
      Uuids(Column(items, [](const Outgoing&) { return NewUuid(); })),
      Texts(Column(items, [](const Outgoing& item) { return item.kind; })),
      Texts(Column(items, [](const Outgoing& item) { return item.target; })),
      Texts(Column(items, [](const Outgoing& item) { return item.user_id; })),
      Texts(Column(items, [](const Outgoing& item) { return RequestIdOrNew(item.request_id); })),
      Payloads(items),
      ActedTimes(items),
      Texts(Column(items, [](const Outgoing& item) { return Traceparent(item.trace); }))};
}

absl::Status QueueAll(pg::Transaction& transaction, absl::Span<const Outgoing> items) {
  static const std::string kSql =
      absl::StrCat("INSERT INTO ", kOutboxColumns, " ", kUnnestedItems, kItemOrder);
  if (items.empty()) return absl::OkStatus();
  for (const Outgoing& item : items) transaction.NotifyOnCommit(item.kind);
  return transaction.Query(kSql, ItemArrays(items)).status();
}

}  // namespace lossy::base

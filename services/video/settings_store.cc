#include "services/video/settings_store.h"

#include <cstddef>
#include <cstdint>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "base/pg/row_reader.h"
#include "base/text/json_string.h"

namespace lossy::video {
namespace {

using base::pg::Param;
using base::pg::Queries;
using base::pg::RowReader;
using base::pg::Rows;
using base::pg::Transaction;

std::string ToJson(const std::map<std::string, bool>& features) {
  const auto member = [](std::string* out, const std::pair<const std::string, bool>& feature) {
    base::AppendJsonString(feature.first, out);
    absl::StrAppend(out, feature.second ? ":true" : ":false");
  };
  return absl::StrCat("{", absl::StrJoin(features, ",", member), "}");
}

}  // namespace

absl::StatusOr<StoredSettings> FindSettings(Queries& queries, const std::string& user_id) {
  absl::StatusOr<std::vector<StoredSettings>> stored = FindSettingsOfAll(queries, {user_id});
  if (!stored.ok()) return stored.status();
  return std::move(stored->front());
}

absl::StatusOr<std::vector<StoredSettings>> FindSettingsOfAll(
    Queries& queries, absl::Span<const absl::string_view> user_ids) {
  // Returns, for each user with settings, one row for each feature or one row without a feature.
  static constexpr char kSql[] = R"sql(
      SELECT g.nr, s.min_confidence, micros(s.updated_at), f.key, f.value = 'true'
      FROM unnest($1::text[]) WITH ORDINALITY AS g(user_id, nr)
      JOIN LATERAL (SELECT * FROM user_settings s WHERE s.user_id = g.user_id LIMIT 1) s ON true
      LEFT JOIN LATERAL jsonb_each(s.feature_flags) f ON true)sql";
  absl::StatusOr<Rows> rows = queries.Query(kSql, {Param::Texts(user_ids)});
  if (!rows.ok()) return rows.status();
  std::vector<StoredSettings> all(user_ids.size());
  for (int i = 0; i < rows->size(); ++i) {
    RowReader reader(*rows, i);
    StoredSettings& stored = all[static_cast<std::size_t>(reader.Next<std::int64_t>()) - 1];
    stored.settings.min_confidence = reader.Next<double>();
    stored.updated_at = reader.Next<absl::Time>();
    const auto feature = reader.Next<absl::optional<std::string>>();
    if (feature) stored.settings.features[*feature] = reader.Next<bool>();
  }
  return all;
}

absl::Status StoreSettings(Transaction& transaction, const std::string& user_id,
                           const std::map<std::string, bool>& features,
                           absl::optional<double> min_confidence) {
  static constexpr char kSql[] = R"sql(
      INSERT INTO user_settings AS s (user_id, feature_flags, min_confidence)
      VALUES ($1, $2, coalesce($3::double precision, $4::double precision))
      ON CONFLICT (user_id) DO UPDATE SET
        feature_flags = s.feature_flags || excluded.feature_flags,
        min_confidence = coalesce($3::double precision, s.min_confidence),
        updated_at = clock_timestamp())sql";
  return transaction
      .Query(kSql, {user_id, ToJson(features), min_confidence, services::kMinConfidence})
      .status();
}

}  // namespace lossy::video

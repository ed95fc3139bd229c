#include "services/video/video_store.h"

#include <algorithm>
#include <map>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "base/error/error.h"
#include "base/pg/columns.h"
#include "base/text/uuid.h"
#include "base/time/timestamp.h"
#include "services/shared/text/enum_name.h"

namespace lossy::video {
namespace {

using base::pg::Column;
using base::pg::Columns;
using base::pg::Param;
using base::pg::RowReader;
using base::pg::Rows;
using base::pg::Transaction;

using Text = absl::optional<std::string>;

constexpr Column<v1::Video> kArray[] = {
    {.name = "id",
     .read = [](RowReader& reader,
                v1::Video* video) { video->set_id(reader.Next<std::string>()); }},
    {.name = "platform",
     .read = [](RowReader& reader,
                v1::Video* video) { video->set_platform(reader.Next<std::string>()); }},
    {.name = "external_id",
     .read = [](RowReader& reader,
                v1::Video* video) { video->set_external_id(reader.Next<std::string>()); }},
    {.name = "url",
     .read = [](RowReader& reader,
                v1::Video* video) { video->set_url(reader.Next<std::string>()); }},
    {.name = "title",
     .read =
         [](RowReader& reader, v1::Video* video) {
           if (const Text title = reader.Next<Text>()) video->set_title(*title);
         }},
    {.name = "thumbnail_url",
     .read =
         [](RowReader& reader, v1::Video* video) {
           if (const Text url = reader.Next<Text>()) video->set_thumbnail_url(*url);
         }},
    {.name = "duration_seconds",
     .read =
         [](RowReader& reader, v1::Video* video) {
           const auto seconds = reader.Next<absl::optional<double>>();
           if (seconds) video->set_duration_seconds(*seconds);
         }},
    {.name = "status",
     .read =
         [](RowReader& reader, v1::Video* video) {
           video->set_status(
               services::ParseEnum<v1::VideoStatus>(reader.Next<absl::string_view>()));
         }},
    {.name = "last_viewed_at",
     .read =
         [](RowReader& reader, v1::Video* video) {
           const auto viewed = reader.Next<absl::optional<absl::Time>>();
           if (viewed) *video->mutable_last_viewed_at() = base::ToTimestamp(*viewed);
         },
     .expression = "micros(last_viewed_at)"},
    {.name = "note_count",
     .read = [](RowReader& reader,
                v1::Video* video) { video->set_note_count(reader.Next<std::int64_t>()); }},
    {.name = "inserted_at",
     .read =
         [](RowReader& reader, v1::Video* video) {
           *video->mutable_inserted_at() = base::ToTimestamp(reader.Next<absl::Time>());
         },
     .expression = "micros(inserted_at) AS inserted_key"},
    {.name = "updated_at",
     .read =
         [](RowReader& reader, v1::Video* video) {
           *video->mutable_updated_at() = base::ToTimestamp(reader.Next<absl::Time>());
         },
     .expression = "micros(updated_at)"},
    {.name = "frame_rate_numerator",
     .read =
         [](RowReader& reader, v1::Video* video) {
           const auto numerator = reader.Next<absl::optional<int>>();
           if (numerator) video->mutable_frame_rate()->set_numerator(*numerator);
         }},
    {.name = "frame_rate_denominator",
     .read =
         [](RowReader& reader, v1::Video* video) {
           const auto denominator = reader.Next<absl::optional<int>>();
           if (denominator) video->mutable_frame_rate()->set_denominator(*denominator);
         }},
    {.name = "drop_frame",
     .read =
         [](RowReader& reader, v1::Video* video) {
           const auto drop_frame = reader.Next<absl::optional<bool>>();
           if (drop_frame) video->mutable_frame_rate()->set_drop_frame(*drop_frame);
         }},
    {.name = "start_timecode",
     .read =
         [](RowReader& reader, v1::Video* video) {
           if (const Text start = reader.Next<Text>()) video->set_start_timecode(*start);
         }},
};
constexpr Columns<v1::Video> kColumns{kArray};

// The start of both statements that find or create a video; the parameters are those of
// FindOrCreate.
constexpr char kInsert[] =
    "INSERT INTO videos AS v (user_id, id, platform, external_id, url, title, thumbnail_url, ";

// The part of these statements that updates a video that is found, before the columns that only one
// of them sets.
constexpr char kUpdate[] = R"sql(
      ON CONFLICT (user_id, platform, external_id) DO UPDATE SET
        url = coalesce(nullif(excluded.url, ''), v.url),
        title = coalesce(excluded.title, v.title),
        thumbnail_url = coalesce(excluded.thumbnail_url, v.thumbnail_url),
        updated_at = now(), )sql";

v1::Video ReadVideo(const Rows& rows, int row) {
  RowReader reader(rows, row);
  return kColumns.Read(reader);
}

absl::StatusOr<v1::Video> ToOneVideo(const absl::StatusOr<Rows>& rows) {
  if (!rows.ok()) return rows.status();
  if (rows->empty()) return base::NotFound("Video not found");
  return ReadVideo(*rows, 0);
}

// Returns the source under which the video is stored, or must be stored. A former version may have
// stored another video of the same collection under the former source; the stored URL decides.
absl::StatusOr<Source> StoredSource(Transaction& transaction, const std::string& user_id,
                                    const Sighting& sighting) {
  if (!sighting.former) return sighting.source;
  const Source& former = *sighting.former;
  absl::StatusOr<Rows> rows = transaction.Query(
      "SELECT url FROM videos WHERE user_id = $1 AND platform = $2 AND external_id = $3 "
      "AND NOT EXISTS (SELECT 1 FROM videos "
      "WHERE user_id = $1 AND platform = $4 AND external_id = $5)",
      {user_id, former.platform, former.external_id, sighting.source.platform,
       sighting.source.external_id});
  if (!rows.ok()) return rows.status();
  if (rows->empty()) return sighting.source;
  const absl::string_view url = rows->Text(0, 0);
  // Without a URL, only a source of another platform can be the same video.
  const bool same = url.empty()
                        ? former.platform != sighting.source.platform
                        : Canonical(former.platform, former.external_id, url) == sighting.source;
  return same ? former : sighting.source;
}

// Runs `sql`, which must return the row that it found or inserted.
absl::StatusOr<FoundVideo> FindOrCreate(Transaction& transaction, absl::string_view sql,
                                        const std::string& user_id, const Sighting& sighting) {
  const std::string fresh_id = base::NewUuid();
  absl::StatusOr<Source> source = StoredSource(transaction, user_id, sighting);
  if (!source.ok()) return source.status();
  absl::StatusOr<v1::Video> video =
      ToOneVideo(transaction.Query(sql, {user_id, fresh_id, source->platform, source->external_id,
                                         sighting.url, sighting.title, sighting.thumbnail_url}));
  if (!video.ok()) return video.status();
  const bool created = video->id() == fresh_id;
  return FoundVideo{.video = *std::move(video), .created = created};
}

std::string EscapeLike(absl::string_view text) {
  return absl::StrReplaceAll(text, {{"\\", "\\\\"}, {"%", "\\%"}, {"_", "\\_"}});
}

// PostgreSQL plans the statement once for a connection, perhaps while the table is empty and each
// index seems equal. With these settings the only plan is the index in the page's order, which
// stops after the page; any other plan reads and sorts all of the user's videos.
constexpr base::pg::Setting kUseTheOrder[] = {
    {"enable_sort", "off"}, {"enable_bitmapscan", "off"}, {"enable_seqscan", "off"}};

// The most rows that a page reads: without a filter, one more than it returns.
int RowsToRead(const Page& page) {
  return page.filtered() ? std::max(page.search_rows, page.limit + 1) : page.limit + 1;
}

// Selects the matching rows of the page, at most one more than `limit`, and the last row that was
// read, matching or not. `number` is the position among the rows that were read.
absl::StatusOr<Rows> SelectPage(Transaction& transaction, const std::string& user_id,
                                const Page& page) {
  static const std::string kSql = absl::StrCat("SELECT ", kColumns.Selected(), R"sql(,
             coalesce(micros(last_viewed_at), 0) AS viewed_key, number, matches
      FROM (SELECT *, row_number() OVER () AS number,
                   coalesce(($2::text IS NULL OR status = $2)
                            AND ($3::text IS NULL OR platform = $3)
                            AND ($4::text IS NULL OR title ILIKE $4 OR url ILIKE $4),
                            false) AS matches
            FROM (SELECT * FROM videos
                  WHERE user_id = $1
                    AND (coalesce(micros(last_viewed_at), 0), micros(inserted_at), id)
                        < ($5::bigint, $6::bigint, $7::uuid)
                  ORDER BY coalesce(micros(last_viewed_at), 0) DESC, micros(inserted_at) DESC,
                           id DESC
                  LIMIT $9) rows_read) numbered
      WHERE matches OR number = $9
      LIMIT $8)sql");
  static const std::vector<std::string> kBeforeAll = {"9223372036854775807", "9223372036854775807",
                                                      "ffffffff-ffff-ffff-ffff-ffffffffffff"};
  const std::vector<std::string>& after = page.after.empty() ? kBeforeAll : page.after;
  return transaction.Query(
      kSql, {user_id,
             page.status == v1::VIDEO_STATUS_UNSPECIFIED ? Text() : services::EnumName(page.status),
             page.platform.empty() ? Text() : page.platform,
             page.search.empty() ? Text() : absl::StrCat("%", EscapeLike(page.search), "%"),
             after[0], after[1], after[2], page.limit + 1, RowsToRead(page)});
}

std::vector<std::string> KeysOf(const Rows& rows, int row) {
  std::vector<std::string> keys;
  for (const char* key : {"viewed_key", "inserted_key", "id"}) {
    keys.emplace_back(rows.Text(row, rows.Column(key)));
  }
  return keys;
}

Listing ToListing(const Rows& rows, const Page& page) {
  const int matches = rows.Column("matches");
  const int number = rows.Column("number");
  Listing listing;
  for (int row = 0; row < rows.size(); ++row) {
    if (static_cast<int>(listing.videos.size()) == page.limit) {
      listing.next = KeysOf(rows, row - 1);
      return listing;
    }
    if (rows.Bool(row, matches)) listing.videos.push_back(ReadVideo(rows, row));
    if (rows.Int(row, number) == RowsToRead(page)) listing.next = KeysOf(rows, row);
  }
  return listing;
}

}  // namespace

absl::StatusOr<FoundVideo> DetectVideo(Transaction& transaction, const std::string& user_id,
                                       const Sighting& sighting) {
  static const std::string kSql =
      absl::StrCat(kInsert, R"sql(status, last_viewed_at)
      VALUES ($1, $2, $3, $4, $5, $6, $7, 'in_progress', now()))sql",
                   kUpdate, "last_viewed_at = now() RETURNING ", kColumns.Selected());
  return FindOrCreate(transaction, kSql, user_id, sighting);
}

absl::StatusOr<FoundVideo> QueueVideo(Transaction& transaction, const std::string& user_id,
                                      const Sighting& sighting) {
  static const std::string kSql = absl::StrCat(kInsert, R"sql(status, queued_at)
      VALUES ($1, $2, $3, $4, $5, $6, $7, 'queued', now()))sql",
                                               kUpdate, R"sql(
        status = CASE v.status WHEN 'archived' THEN 'queued' ELSE v.status END,
        queued_at = CASE v.status WHEN 'archived' THEN now() ELSE v.queued_at END
      RETURNING )sql",
                                               kColumns.Selected());
  return FindOrCreate(transaction, kSql, user_id, sighting);
}

absl::StatusOr<v1::Video> SetStatus(Transaction& transaction, const std::string& user_id,
                                    const std::string& video_id, v1::VideoStatus status) {
  static const std::string kSql = absl::StrCat(R"sql(
      UPDATE videos SET
        status = $3,
        queued_at = CASE WHEN $3 = 'queued' AND status <> $3 THEN now() ELSE queued_at END,
        completed_at = CASE WHEN $3 = 'complete' AND status <> $3 THEN now() ELSE completed_at END,
        updated_at = now()
      WHERE user_id = $1 AND id = $2
      RETURNING )sql",
                                               kColumns.Selected());
  return ToOneVideo(transaction.Query(kSql, {user_id, video_id, services::EnumName(status)}));
}

absl::StatusOr<v1::Video> SetTimecode(Transaction& transaction, const std::string& user_id,
                                      const std::string& video_id,
                                      const services::Timecode& start) {
  static const std::string kSql = absl::StrCat(R"sql(
      UPDATE videos SET
        frame_rate_numerator = $3,
        frame_rate_denominator = $4,
        drop_frame = $5,
        start_timecode = $6,
        updated_at = now()
      WHERE user_id = $1 AND id = $2
      RETURNING )sql",
                                               kColumns.Selected());
  const services::FrameRate rate = start.rate();
  return ToOneVideo(
      transaction.Query(kSql, {user_id, video_id, rate.numerator(), rate.denominator(),
                               rate.drop_frame(), start.ToString()}));
}

absl::StatusOr<v1::Video> TouchVideo(Transaction& transaction, const std::string& user_id,
                                     const std::string& video_id, std::int64_t note_count) {
  static const std::string kSql = absl::StrCat(R"sql(
      UPDATE videos SET
        status = CASE status WHEN 'queued' THEN 'in_progress' ELSE status END,
        note_count = $3,
        last_viewed_at = now(),
        updated_at = now()
      WHERE user_id = $1 AND id = $2
      RETURNING )sql",
                                               kColumns.Selected());
  return ToOneVideo(transaction.Query(kSql, {user_id, video_id, note_count}));
}

// The statement finds a video by a subquery and its place (ctid), because the planner has one way
// to run these (docs/adr/0029). All transactions lock videos in one order.
absl::StatusOr<std::vector<absl::optional<v1::Video>>> TouchVideos(
    Transaction& transaction, absl::Span<const VideoTouch> touches) {
  static const std::string kSql = absl::StrCat(R"sql(
      WITH given AS MATERIALIZED (
        SELECT g.owner, g.video, g.number, (
          SELECT v.ctid FROM videos AS v WHERE v.user_id = g.owner AND v.id = g.video) AS place
        FROM unnest($1::text[], $2::uuid[], $3::bigint[]) AS g (owner, video, number)
        ORDER BY g.owner, g.video)
      UPDATE videos SET
        status = CASE status WHEN 'queued' THEN 'in_progress' ELSE status END,
        note_count = given.number,
        last_viewed_at = now(),
        updated_at = now()
      FROM given WHERE videos.ctid = given.place
      RETURNING )sql",
                                               kColumns.Selected(), ", user_id");
  std::vector<absl::optional<v1::Video>> result(touches.size());
  if (touches.empty()) return result;
  if (touches.size() == 1) {
    absl::StatusOr<v1::Video> video =
        TouchVideo(transaction, touches[0].user_id, touches[0].video_id, touches[0].note_count);
    if (video.ok()) result[0] = *std::move(video);
    if (!video.ok() && !absl::IsNotFound(video.status())) return video.status();
    return result;
  }
  std::vector<absl::string_view> users, videos;
  std::vector<std::int64_t> counts;
  for (const VideoTouch& touch : touches) {
    users.push_back(touch.user_id);
    videos.push_back(touch.video_id);
    counts.push_back(touch.note_count);
  }
  const absl::StatusOr<Rows> rows =
      transaction.Query(kSql, {Param::Texts(users), Param::Uuids(videos), Param::Ints(counts)});
  if (!rows.ok()) return rows.status();
  std::map<std::pair<std::string, std::string>, v1::Video> found;
  for (int row = 0; row < rows->size(); ++row) {
    RowReader reader(*rows, row);
    v1::Video video = kColumns.Read(reader);
    const auto user_id = reader.Next<std::string>();
    found.emplace(std::pair(user_id, video.id()), video);
  }
  for (std::size_t i = 0; i < touches.size(); ++i) {
    // The database writes ids in lower case.
    const std::string id = absl::AsciiStrToLower(touches[i].video_id);
    const auto video = found.extract({touches[i].user_id, id});
    if (!video.empty()) result[i] = std::move(video.mapped());
  }
  return result;
}

absl::Status DeleteVideo(Transaction& transaction, const std::string& user_id,
                         const std::string& video_id) {
  const absl::StatusOr<Rows> deleted =
      transaction.Query("DELETE FROM videos WHERE user_id = $1 AND id = $2", {user_id, video_id});
  if (!deleted.ok()) return deleted.status();
  return deleted->affected() > 0 ? absl::OkStatus() : base::NotFound("Video not found");
}

absl::StatusOr<v1::Video> GetVideo(base::pg::Pool& pool, const std::string& user_id,
                                   const std::string& video_id) {
  static const std::string kSql =
      absl::StrCat("SELECT ", kColumns.Selected(), " FROM videos WHERE user_id = $1 AND id = $2");
  return ToOneVideo(pool.Query(kSql, {user_id, video_id}));
}

absl::StatusOr<Listing> ListVideos(base::pg::Pool& pool, const std::string& user_id,
                                   const Page& page) {
  absl::StatusOr<Rows> rows = Rows(nullptr);
  const absl::Status done = pool.Transaction([&](Transaction& transaction) {
    if (absl::Status planned = transaction.SetLocal(kUseTheOrder); !planned.ok()) return planned;
    rows = SelectPage(transaction, user_id, page);
    return rows.status();
  });
  if (!done.ok()) return done;
  return ToListing(*rows, page);
}

}  // namespace lossy::video

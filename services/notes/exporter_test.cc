#include "services/notes/exporter.h"

#include <string>
#include <utility>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "services/notes/notes_fixture.h"

namespace lossy::notes {
namespace {

using Reason = channel::v1::Reason;

class ExporterTest : public NotesTest {
 protected:
  v1::ExportNotesRequest In(v1::ExportFormat format) {
    v1::ExportNotesRequest request;
    request.set_video_id(video_);
    request.set_format(format);
    return request;
  }

  absl::StatusOr<v1::ExportNotesResponse> TryExport(const std::string& user,
                                                    const v1::ExportNotesRequest& request) {
    v1::ExportNotesResponse response;
    absl::Status status = exporter_.Export(As(user), request, &response);
    if (!status.ok()) return status;
    return response;
  }

  v1::ExportNotesResponse Export(const v1::ExportNotesRequest& request) {
    absl::StatusOr<v1::ExportNotesResponse> response = TryExport("ann", request);
    EXPECT_TRUE(response.ok()) << response.status();
    return response.ok() ? *response : v1::ExportNotesResponse();
  }

  // Gives the video a title, and 29.97 frames per second from one hour on, drop-frame.
  void Describe(const std::string& title) {
    video::v1::Video video;
    video.set_id(video_);
    video.set_title(title);
    video.mutable_frame_rate()->set_numerator(30000);
    video.mutable_frame_rate()->set_denominator(1001);
    video.mutable_frame_rate()->set_drop_frame(true);
    video.set_start_timecode("01:00:00;00");
    videos_.Add("ann", video);
  }

  // Returns the lines of an export as CSV, without the first.
  std::vector<std::string> Rows(const v1::ExportNotesRequest& request) {
    std::vector<std::string> rows =
        absl::StrSplit(Export(request).text(), "\r\n", absl::SkipEmpty());
    if (!rows.empty()) rows.erase(rows.begin());
    return rows;
  }

  Exporter exporter_{pool_, videos_};
};

TEST_F(ExporterTest, WritesTheNotesInTheOrderOfTheTimeline) {
  Describe("Cut 3");
  Create("ann", Spoken("the later one", video_, 60.06));
  v1::CreateNoteRequest range = Spoken("the earlier one", video_, 2);
  range.set_end_seconds(4);
  Create("ann", range);
  Create("ann", Spoken("of no video"));
  const v1::ExportNotesResponse file = Export(In(v1::EXPORT_FORMAT_CSV));
  EXPECT_EQ(file.file_name(), "Cut 3 notes.csv");
  EXPECT_EQ(file.media_type(), "text/csv; charset=utf-8");
  const std::vector<std::string> rows = Rows(In(v1::EXPORT_FORMAT_CSV));
  ASSERT_EQ(rows.size(), 2);
  EXPECT_TRUE(absl::StartsWith(rows[0], "01:00:02;00,01:00:04;00,2,4,60,120,\"general\""))
      << rows[0];
  EXPECT_TRUE(absl::StartsWith(rows[1], "01:01:00;02,,60.06,,1800,,\"general\"")) << rows[1];
}

TEST_F(ExporterTest, Counts30FramesIfTheRateIsUnknown) {
  Create("ann", Spoken("early", video_, 1.5));
  EXPECT_TRUE(absl::StartsWith(Rows(In(v1::EXPORT_FORMAT_CSV))[0], "00:00:01:15,,1.5,,45,"));
}

TEST_F(ExporterTest, HasEachFormatOfTheContract) {
  Create("ann", Spoken("crackles", video_, 1));
  for (int format = v1::ExportFormat_MIN + 1; format <= v1::ExportFormat_MAX; ++format) {
    const v1::ExportNotesResponse file = Export(In(static_cast<v1::ExportFormat>(format)));
    EXPECT_TRUE(absl::StrContains(file.text(), "crackles")) << format;
    EXPECT_TRUE(absl::StartsWith(file.file_name(), "notes.")) << file.file_name();
  }
}

TEST_F(ExporterTest, SelectsAPartOfTheVideo) {
  for (const int second : {1, 2, 3, 4}) {
    Create("ann", Spoken(absl::StrCat("at ", second), video_, second));
  }
  v1::ExportNotesRequest request = In(v1::EXPORT_FORMAT_CSV);
  request.set_from_seconds(2);
  request.set_to_seconds(4);
  EXPECT_EQ(Rows(request).size(), 2);
  request.set_to_seconds(-1);
  EXPECT_EQ(MessageOf(TryExport("ann", request).status()).find("to_seconds"), 0);
}

TEST_F(ExporterTest, LeavesOutDeletedNotes) {
  const v1::Note note = Create("ann", Spoken("crackles", video_, 1));
  ASSERT_TRUE(Delete("ann", note.id()).ok());
  EXPECT_TRUE(Rows(In(v1::EXPORT_FORMAT_CSV)).empty());
}

TEST_F(ExporterTest, ReadsAllPages) {
  ASSERT_TRUE(pool_
                  .Query("INSERT INTO notes (user_id, id, request_id, video_id, timestamp_seconds, "
                         "text, category, enrichment_source) SELECT 'ann', gen_random_uuid(), "
                         "'r' || i, $1::uuid, i / 10, 'n', 'general', 'none' "
                         "FROM generate_series(1, 2500) AS i",
                         {video_})
                  .ok());
  EXPECT_EQ(Rows(In(v1::EXPORT_FORMAT_CSV)).size(), 2500);
}

TEST_F(ExporterTest, RejectsAnExportOfMoreThanTwoMebibytes) {
  ASSERT_TRUE(pool_
                  .Query("INSERT INTO notes (user_id, id, request_id, video_id, timestamp_seconds, "
                         "text, category, enrichment_source) SELECT 'ann', gen_random_uuid(), "
                         "'r' || i, $1::uuid, i, repeat('x', 10000), 'general', 'none' "
                         "FROM generate_series(1, 220) AS i",
                         {video_})
                  .ok());
  EXPECT_EQ(ReasonOf(TryExport("ann", In(v1::EXPORT_FORMAT_SRT)).status()),
            Reason::REASON_FAILED_PRECONDITION);
  v1::ExportNotesRequest half = In(v1::EXPORT_FORMAT_SRT);
  half.set_to_seconds(110);
  EXPECT_LE(Export(half).text().size(), 2 << 20);
}

TEST_F(ExporterTest, NamesAFileThatEachSystemAccepts) {
  const std::pair<const char*, const char*> names[] = {
      {"..hidden", "hidden notes.srt"},
      {"a/b\\c:d*e?f\"g<h>i|j", "a-b-c-d-e-f-g-h-i-j notes.srt"},
      {"Été 2", "Été 2 notes.srt"},
      {" . ", "notes.srt"},
  };
  for (const auto& [title, name] : names) {
    Describe(title);
    EXPECT_EQ(Export(In(v1::EXPORT_FORMAT_SRT)).file_name(), name);
  }
}

TEST_F(ExporterTest, RejectsOtherUsersAndInvalidRequests) {
  EXPECT_EQ(ReasonOf(TryExport("ben", In(v1::EXPORT_FORMAT_CSV)).status()),
            Reason::REASON_NOT_FOUND);
  EXPECT_EQ(MessageOf(TryExport("ann", In(v1::EXPORT_FORMAT_UNSPECIFIED)).status()).find("format"),
            0);
  EXPECT_EQ(MessageOf(TryExport("ann", v1::ExportNotesRequest()).status()), "video_id is required");
  videos_.unavailable = true;
  EXPECT_EQ(ReasonOf(TryExport("ann", In(v1::EXPORT_FORMAT_CSV)).status()),
            Reason::REASON_UNAVAILABLE);
}

}  // namespace
}  // namespace lossy::notes

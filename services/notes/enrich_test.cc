#include <limits>

#include "gmock/gmock.h"
#include "services/notes/notes_fixture.h"

namespace lossy::notes {
namespace {

using testing::ElementsAre;
using testing::SizeIs;

using EnrichTest = NotesTest;

TEST_F(EnrichTest, StoresTheScreen) {
  const v1::Note note = Create("ann", Spoken("x", video_));
  v1::EnrichNoteRequest request = Enrichment(note.id());
  v1::EnrichNoteResponse response;
  ASSERT_TRUE(notes_->Enrich(As("ann"), request, &response).ok());
  EXPECT_EQ(response.note().enrichment_source(), v1::ENRICHMENT_SOURCE_SIGLIP_LOCAL);
  request.set_source(v1::EMBEDDING_SOURCE_CLOUD);
  request.set_embedding(767, -1.5e-7f);
  ASSERT_TRUE(notes_->Enrich(As("ann"), request, &response).ok());
  EXPECT_EQ(response.note().enrichment_source(), v1::ENRICHMENT_SOURCE_SIGLIP_CLOUD);
  ASSERT_THAT(Events("video:" + video_), SizeIs(3));
  EXPECT_EQ(Events("video:" + video_)[2].note_updated().SerializeAsString(),
            response.note().SerializeAsString());
  EXPECT_THAT(TouchedCounts(), ElementsAre(1));

  absl::StatusOr<base::pg::Rows> rows =
      pool_.Query("SELECT embedding[768], timestamp_seconds, source, device FROM embeddings");
  ASSERT_EQ(rows->size(), 1);
  EXPECT_FLOAT_EQ(static_cast<float>(rows->Double(0, 0)), -1.5e-7f);
  EXPECT_EQ(rows->Double(0, 1), 12.5);
  EXPECT_EQ(rows->Text(0, 2), "cloud");
  EXPECT_EQ(rows->Text(0, 3), "webgpu");
}

TEST_F(EnrichTest, EnrichesOnceForARepeatedRequest) {
  v1::EnrichNoteRequest request = Enrichment(Create("ann", Spoken("x", video_)).id());
  request.set_request_id("once");
  ASSERT_TRUE(Enrich("ann", request).ok());
  ASSERT_TRUE(Enrich("ann", request).ok());
  EXPECT_THAT(Events("user:ann"), SizeIs(2));
}

TEST_F(EnrichTest, RefusesAnInvalidEmbedding) {
  const v1::Note note = Create("ann", Spoken("x"));
  const auto field_of = [this](const v1::EnrichNoteRequest& request) {
    const channel::v1::Error error = base::ToError(Enrich("ann", request));
    return error.details().empty() ? std::string() : error.details().begin()->first;
  };
  EXPECT_EQ(field_of(Enrichment(note.id(), 767)), "embedding");
  EXPECT_EQ(field_of(Enrichment(note.id(), 769)), "embedding");
  v1::EnrichNoteRequest request = Enrichment(note.id());
  request.set_embedding(5, std::numeric_limits<float>::infinity());
  EXPECT_EQ(field_of(request), "embedding");
  request = Enrichment(note.id());
  request.set_timestamp(-1);
  EXPECT_EQ(field_of(request), "timestamp");
  request.set_timestamp(1'795'987'772'181);
  EXPECT_EQ(field_of(request), "timestamp");
  request.clear_timestamp();
  EXPECT_EQ(field_of(request), "timestamp");
  request = Enrichment(note.id());
  request.set_source(static_cast<v1::EmbeddingSource>(9));
  EXPECT_EQ(field_of(request), "source");
  request = Enrichment(note.id());
  request.set_device(std::string(65, 'x'));
  EXPECT_EQ(field_of(request), "device");
  request = Enrichment("7");
  EXPECT_EQ(field_of(request), "note_id");
  EXPECT_EQ(Get("ann", note.id())->enrichment_source(), v1::ENRICHMENT_SOURCE_NONE);
}

}  // namespace
}  // namespace lossy::notes

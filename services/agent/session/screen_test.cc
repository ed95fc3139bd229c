#include "services/agent/session/screen.h"

#include "base/error/error.h"
#include "gtest/gtest.h"

namespace lossy::agent {
namespace {

const absl::Time kNow = absl::UnixEpoch() + absl::Hours(1);

v1::FrameEmbedding Embedding(double second) {
  v1::FrameEmbedding embedding;
  for (int i = 0; i < 768; ++i) embedding.add_embedding(0.5f);
  embedding.set_timestamp(second);
  return embedding;
}

Screen At(double second) { return {*ToFrame(Embedding(second)), kNow}; }

// Returns words of two seconds that began `pause` after the frame.
Spoken After(absl::Duration pause, absl::optional<double> second = {}) {
  return {.from = kNow + pause, .to = kNow + pause + absl::Seconds(2), .video_second = second};
}

std::string FieldOf(const v1::FrameEmbedding& embedding) {
  const channel::v1::Error error = base::ToError(ToFrame(embedding).status());
  return error.details().empty() ? "" : error.details().begin()->first;
}

TEST(ScreenTest, WordsNearAFrameAreAboutIt) {
  EXPECT_NE(At(12).FrameOf(After(absl::ZeroDuration(), 12)), nullptr);
  EXPECT_NE(At(12).FrameOf(After(absl::Seconds(5), 8)), nullptr);
  EXPECT_NE(At(12).FrameOf(After(absl::Seconds(-7), 12)), nullptr);
  // The video played while the reviewer spoke.
  EXPECT_NE(At(12).FrameOf(After(absl::Seconds(-2), 5.5)), nullptr);
}

TEST(ScreenTest, AnOldFrameIsNotOfNewWords) {
  EXPECT_EQ(At(12).FrameOf(After(absl::Seconds(5.1), 12)), nullptr);
  EXPECT_EQ(At(12).FrameOf(After(absl::Seconds(5.1))), nullptr);
}

TEST(ScreenTest, AFrameThatCameLongAfterTheWordsIsNotTheirs) {
  EXPECT_EQ(At(12).FrameOf(After(absl::Seconds(-7.1), 12)), nullptr);
}

TEST(ScreenTest, AFrameOfAnotherPlaceInTheVideoIsNotOfTheseWords) {
  EXPECT_EQ(At(100).FrameOf(After(absl::ZeroDuration(), 12)), nullptr);
  EXPECT_EQ(At(6.9).FrameOf(After(absl::ZeroDuration(), 12)), nullptr);
  EXPECT_NE(At(100).FrameOf(After(absl::ZeroDuration())), nullptr);
}

TEST(ScreenTest, HasNoFrameBeforeOneCame) {
  EXPECT_EQ(Screen().FrameOf(After(absl::ZeroDuration())), nullptr);
}

TEST(ScreenTest, RejectsWhatIsNoFrame) {
  v1::FrameEmbedding embedding = Embedding(1);
  embedding.add_embedding(1);
  EXPECT_EQ(FieldOf(embedding), "embedding");
  embedding = Embedding(1);
  embedding.clear_timestamp();
  EXPECT_EQ(FieldOf(embedding), "timestamp");
  EXPECT_EQ(FieldOf(Embedding(1'795'987'772'181)), "timestamp");
  embedding = Embedding(1);
  embedding.set_source(static_cast<notes::v1::EmbeddingSource>(9));
  EXPECT_EQ(FieldOf(embedding), "source");
  embedding = Embedding(1);
  embedding.set_device(std::string(65, 'x'));
  EXPECT_EQ(FieldOf(embedding), "device");
  embedding = Embedding(1);
  embedding.set_embedding_time_ms(-1);
  EXPECT_EQ(FieldOf(embedding), "embeddingTimeMs");
  EXPECT_EQ(FieldOf(Embedding(0)), "");
}

}  // namespace
}  // namespace lossy::agent

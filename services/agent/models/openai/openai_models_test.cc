#include "services/agent/models/openai/openai_models.h"

#include <future>
#include <memory>
#include <string>
#include <utility>

#include "absl/time/clock.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "services/agent/models/fake_openai_server/fake_openai_server.h"

namespace lossy::agent {
namespace {

using testing::IsEmpty;
using testing::SizeIs;

constexpr absl::Duration kPatience = absl::Seconds(20);

class OpenAiModelsTest : public testing::Test {
 protected:
  OpenAiModelsTest() {
    options_.client = {.url = *ParseBaseUrl(server_.base_url()), .api_key = "sk-chat"};
    options_.structuring.model.model = "gpt-notes";
    options_.vision.model.model = "gpt-eyes";
    options_.transcription.model.model = "whisper-ears";
  }

  std::unique_ptr<OpenAiModels> Make() { return *OpenAiModels::Make(options_, registry_); }

  static absl::Time Soon() { return absl::Now() + kPatience; }

  FakeOpenAiServer server_;
  prometheus::Registry registry_;
  OpenAiModels::Options options_;
};

TEST_F(OpenAiModelsTest, AreThreeBehindOneEndpoint) {
  const std::unique_ptr<OpenAiModels> models = Make();
  EXPECT_TRUE(models->note_writer()->Write({.text = "slow", .deadline = Soon()}).ok());
  EXPECT_TRUE(models->transcriber()->Transcribe({.audio = "x", .deadline = Soon()}).ok());
  EXPECT_TRUE(
      models->vision_refiner()->Refine({.note_text = "x", .image = "x", .deadline = Soon()}).ok());
  ASSERT_THAT(server_.Requests(), SizeIs(3));
  EXPECT_EQ(server_.Requests()[0].kind(), "structuring");
  EXPECT_EQ(server_.Requests()[1].kind(), "transcription");
  EXPECT_EQ(server_.Requests()[2].kind(), "vision");
  EXPECT_EQ(server_.connections(), 1);
}

TEST_F(OpenAiModelsTest, AreAsManyAsHaveAName) {
  options_.structuring.model.model = "";
  options_.vision.model.model = "";
  const std::unique_ptr<OpenAiModels> models = Make();
  EXPECT_EQ(models->note_writer(), nullptr);
  EXPECT_EQ(models->vision_refiner(), nullptr);
  EXPECT_NE(models->transcriber(), nullptr);
}

TEST_F(OpenAiModelsTest, AreNoneWithoutAnEndpoint) {
  options_.client.reset();
  const std::unique_ptr<OpenAiModels> models = Make();
  EXPECT_EQ(models->note_writer(), nullptr);
  EXPECT_EQ(models->vision_refiner(), nullptr);
  EXPECT_EQ(models->transcriber(), nullptr);
  models->Shutdown();
}

TEST_F(OpenAiModelsTest, SendEachKeyToItsOwnEndpointOnly) {
  FakeOpenAiServer ears;
  options_.speech_client = {.url = *ParseBaseUrl(ears.base_url())};
  const std::unique_ptr<OpenAiModels> models = Make();
  EXPECT_TRUE(models->transcriber()->Transcribe({.audio = "x", .deadline = Soon()}).ok());
  EXPECT_THAT(server_.Requests(), IsEmpty());
  ASSERT_THAT(ears.Requests(), SizeIs(1));
  EXPECT_EQ(ears.Requests()[0].authorization, "");
}

TEST_F(OpenAiModelsTest, EndEverythingWhenTheyAreShutDown) {
  server_.Script({{.times = 0, .after = kPatience}});
  const std::unique_ptr<OpenAiModels> models = Make();
  auto draft = std::async(std::launch::async, [&] {
    return models->note_writer()->Write({.text = "slow", .deadline = Soon()});
  });
  auto speech = std::async(std::launch::async, [&] {
    return models->transcriber()->Transcribe({.audio = "x", .deadline = Soon()});
  });
  ASSERT_TRUE(server_.AwaitRequests(2));
  models->Shutdown();
  EXPECT_TRUE(absl::IsCancelled(draft.get().status()));
  EXPECT_TRUE(absl::IsCancelled(speech.get().status()));
}

}  // namespace
}  // namespace lossy::agent

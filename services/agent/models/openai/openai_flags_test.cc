#include "services/agent/models/openai/openai_flags.h"

#include <unistd.h>

#include <string>

#include "absl/flags/reflection.h"
#include "absl/strings/str_cat.h"
#include "base/identity/key_file.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace lossy::agent {
namespace {

using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

class OpenAiFlagsTest : public testing::Test {
 protected:
  static void Set(absl::string_view name, absl::string_view value) {
    std::string problem;
    EXPECT_TRUE(absl::FindCommandLineFlag(name)->ParseFrom(value, &problem)) << problem;
  }

  static std::string Problem() {
    const absl::Status status = OpenAiOptionsFromFlags().status();
    EXPECT_TRUE(absl::IsInvalidArgument(status)) << status;
    return std::string(status.message());
  }

  const absl::FlagSaver saver_;
};

TEST_F(OpenAiFlagsTest, NameNoEndpointByDefault) {
  const absl::StatusOr<OpenAiModels::Options> options = OpenAiOptionsFromFlags();
  ASSERT_TRUE(options.ok()) << options.status();
  EXPECT_FALSE(options->client);
  EXPECT_FALSE(options->speech_client);
}

TEST_F(OpenAiFlagsTest, AreOpenAisByDefault) {
  Set("openai_base_url", "https://api.openai.com/v1");
  Set("openai_api_key", "sk-1");
  const absl::StatusOr<OpenAiModels::Options> options = OpenAiOptionsFromFlags();
  ASSERT_TRUE(options.ok()) << options.status();
  EXPECT_EQ(options->client->url.host, "api.openai.com");
  EXPECT_EQ(options->client->api_key, "sk-1");
  EXPECT_EQ(options->structuring.model.model, "gpt-4o-mini");
  EXPECT_EQ(options->structuring.model.temperature, 0.3);
  EXPECT_EQ(options->structuring.model.max_tokens, 150);
  EXPECT_EQ(options->structuring.endpoint.first_try, absl::Seconds(4));
  EXPECT_EQ(options->vision.model.model, "gpt-4o");
  EXPECT_EQ(options->transcription.model.model, "whisper-1");
  EXPECT_EQ(options->transcription.model.language, "en");
}

TEST_F(OpenAiFlagsTest, SendNoKeyOverHttpToAnotherMachine) {
  Set("openai_base_url", "http://models.example.org/v1");
  EXPECT_TRUE(OpenAiOptionsFromFlags().ok()) << "there is no key";
  Set("openai_api_key", "sk-1");
  EXPECT_THAT(Problem(), StartsWith("--openai_base_url: its API key would cross the network"));
  for (const char* url : {"https://models.example.org/v1", "http://127.0.0.1:8090/v1",
                          "http://[::1]:8090", "http://localhost:8090/v1"}) {
    Set("openai_base_url", url);
    EXPECT_TRUE(OpenAiOptionsFromFlags().ok()) << url;
  }
  Set("openai_transcription_base_url", "http://speech.example.org/v1");
  Set("openai_transcription_api_key", "sk-2");
  EXPECT_THAT(Problem(), StartsWith("--openai_transcription_base_url: its API key"));
}

TEST_F(OpenAiFlagsTest, MayNameAnotherEndpointForSpeech) {
  Set("openai_transcription_base_url", "http://127.0.0.1:8090/v1");
  Set("openai_transcription_api_key", "sk-2");
  const absl::StatusOr<OpenAiModels::Options> options = OpenAiOptionsFromFlags();
  ASSERT_TRUE(options.ok()) << options.status();
  EXPECT_FALSE(options->client);
  EXPECT_EQ(options->speech_client->url.port, 8090);
  EXPECT_EQ(options->speech_client->api_key, "sk-2");
}

TEST_F(OpenAiFlagsTest, MayKeepTheKeyInAFile) {
  const std::string path = absl::StrCat(testing::TempDir(), "/key.", getpid());
  ASSERT_TRUE(base::WriteKeyFile(path, "sk-file\n", 0600).ok());
  Set("openai_base_url", "https://h");
  Set("openai_api_key_file", path);
  EXPECT_EQ(OpenAiOptionsFromFlags()->client->api_key, "sk-file");
  Set("openai_api_key", "sk-1");
  EXPECT_EQ(Problem(), "--openai_api_key_file: --openai_api_key is set, too; only one may be");
}

TEST_F(OpenAiFlagsTest, AreRefusedByName) {
  struct Case {
    const char* flag;
    const char* value;
  };
  constexpr Case kCases[] = {{"openai_base_url", "api.openai.com"},
                             {"openai_transcription_base_url", "https://"},
                             {"openai_api_key_file", "/nowhere/key"}};
  for (const Case& wrong : kCases) {
    const absl::FlagSaver saver;
    Set(wrong.flag, wrong.value);
    EXPECT_THAT(Problem(), StartsWith(absl::StrCat("--", wrong.flag, ": "))) << wrong.value;
  }
}

TEST_F(OpenAiFlagsTest, DoNotShowTheKey) {
  Set("openai_api_key", "sk-secret");
  EXPECT_THAT(absl::FindCommandLineFlag("openai_api_key")->CurrentValue(),
              Not(HasSubstr("sk-secret")));
}

TEST_F(OpenAiFlagsTest, TakeNoKeyThatBreaksAHeaderAndDoNotRepeatIt) {
  for (const char* flag : {"openai_api_key", "openai_transcription_api_key"}) {
    for (const char* key : {"sk 1", "sk-1\r\nX: y", "sk-\xc3\xa9"}) {
      const absl::FlagSaver saver;
      Set(flag, key);
      EXPECT_EQ(Problem(), absl::StrCat("--", flag,
                                        ": the key has a space, or a character that is "
                                        "not ASCII"));
    }
  }
}

TEST_F(OpenAiFlagsTest, EndTheProcessThatIsWronglyConfigured) {
  prometheus::Registry registry;
  Set("openai_base_url", "localhost:8080");
  EXPECT_EXIT(OpenAiModelsFromFlags(registry, nullptr), testing::ExitedWithCode(1),
              "--openai_base_url: the URL does not begin with http");
  Set("openai_base_url", "https://localhost/v1");
  Set("openai_ca_file", "/nowhere/ca.pem");
  EXPECT_EXIT(OpenAiModelsFromFlags(registry, nullptr), testing::ExitedWithCode(1),
              "--openai_ca_file: .*/nowhere/ca.pem");
}

}  // namespace
}  // namespace lossy::agent

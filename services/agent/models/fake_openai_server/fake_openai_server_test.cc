#include "services/agent/models/fake_openai_server/fake_openai_server.h"

#include <curl/curl.h>

#include <memory>
#include <string>

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace lossy::agent {
namespace {

using testing::ElementsAre;
using testing::Field;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

struct Response {
  long status = 0;
  std::string retry_after;
  std::string body;
};

std::size_t Append(char* data, std::size_t, std::size_t size, void* body) {
  static_cast<std::string*>(body)->append(data, size);
  return size;
}

class FakeOpenAiServerTest : public testing::Test {
 protected:
  Response Post(const std::string& path, const std::string& body) {
    Response response;
    const std::string url = absl::StrCat("http://127.0.0.1:", server_.port(), path);
    CURL* easy = easy_.get();
    curl_easy_setopt(easy, CURLOPT_URL, url.c_str());
    curl_easy_setopt(easy, CURLOPT_PROXY, "");
    curl_easy_setopt(easy, CURLOPT_COPYPOSTFIELDS, body.c_str());
    curl_easy_setopt(easy, CURLOPT_WRITEFUNCTION, &Append);
    curl_easy_setopt(easy, CURLOPT_WRITEDATA, &response.body);
    EXPECT_EQ(curl_easy_perform(easy), CURLE_OK);
    curl_easy_getinfo(easy, CURLINFO_RESPONSE_CODE, &response.status);
    curl_header* header = nullptr;
    if (curl_easy_header(easy, "retry-after", 0, CURLH_HEADER, -1, &header) == CURLHE_OK) {
      response.retry_after = header->value;
    }
    return response;
  }

  Response Ask(const std::string& words) {
    return Post("/v1/chat/completions",
                absl::StrCat(R"({"messages":[{"role":"user","content":")", words, "\"}]}"));
  }

  FakeOpenAiServer server_;
  const std::unique_ptr<CURL, decltype(&curl_easy_cleanup)> easy_{curl_easy_init(),
                                                                  &curl_easy_cleanup};
};

TEST_F(FakeOpenAiServerTest, IsAScriptedModel) {
  const std::string script = R"([{"mode":"status","status":503,"retry_after":"7"},
                                 {"mode":"text","value":"hi","kind":"vision"}, "not_json"])";
  EXPECT_EQ(Post("/script", script).status, 200);
  EXPECT_EQ(Ask("cut this").retry_after, "7");
  EXPECT_THAT(Ask("cut this").body, HasSubstr("rather not"));
  EXPECT_THAT(Ask("cut this").body, HasSubstr("editing"));
  EXPECT_EQ(Post("/v1/models", "").status, 404);
}

TEST_F(FakeOpenAiServerTest, RecordsReceivedRequests) {
  Ask("cut this");
  const std::string requests = Post("/requests", "").body;
  EXPECT_THAT(requests, HasSubstr(R"("kind":"structuring","path":"/v1/chat/completions")"));
  EXPECT_THAT(requests, HasSubstr(R"("said":"cut this")"));
  EXPECT_THAT(server_.Requests(), SizeIs(1));
}

TEST_F(FakeOpenAiServerTest, NamesTheProblemOfAScript) {
  EXPECT_THAT(Post("/script", "{}").body, HasSubstr("a script is a JSON list"));
  EXPECT_THAT(Post("/script", "[7]").body, HasSubstr("a mode is a name or an object"));
  EXPECT_THAT(Post("/script", R"(["angry"])").body, HasSubstr("there is no mode angry"));
}

TEST_F(FakeOpenAiServerTest, RepeatsAModeAsOftenAsTheScriptStates) {
  server_.Script({{.name = "not_json", .times = 2}, {.name = "refusal", .times = 0}});
  EXPECT_THAT(Ask("x").body, HasSubstr("rather not"));
  EXPECT_THAT(Ask("x").body, HasSubstr("rather not"));
  for (int i = 0; i < 3; ++i) EXPECT_THAT(Ask("x").body, HasSubstr("refusal"));
}

TEST(Script, IsAListOfModes) {
  const auto script = *ParseScript(
      R"(["prose", {"mode":"huge","bytes":10,"times":0,"after_ms":1500,"kind":"vision"}])");
  EXPECT_THAT(script, ElementsAre(Field(&Mode::name, "prose"), Field(&Mode::name, "huge")));
  EXPECT_EQ(script[1].bytes, 10);
  EXPECT_EQ(script[1].times, 0);
  EXPECT_EQ(script[1].after, absl::Milliseconds(1'500));
  EXPECT_EQ(script[1].kind, "vision");
  EXPECT_THAT(*ParseScript("[]"), IsEmpty());
}

}  // namespace
}  // namespace lossy::agent

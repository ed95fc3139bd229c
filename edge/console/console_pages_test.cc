#include "edge/console/console_pages.h"

#include <fstream>

#include "absl/strings/str_cat.h"
#include "edge/console/contract_documents.h"
#include "gmock/gmock.h"
#include "google/protobuf/descriptor.pb.h"
#include "gtest/gtest.h"

namespace lossy::edge {
namespace {

using testing::AllOf;
using testing::Contains;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Key;
using testing::Not;
using testing::Pair;
using testing::StartsWith;

google::protobuf::FileDescriptorSet SampleDescriptors() {
  google::protobuf::FileDescriptorSet descriptors;
  std::ifstream file("tests/sample/proto/lossy/sample/v1/sample_descriptors.binpb",
                     std::ios::binary);
  EXPECT_TRUE(descriptors.ParseFromIstream(&file));
  return descriptors;
}

class ConsolePagesTest : public testing::Test {
 protected:
  ConsolePagesTest() { EXPECT_TRUE(documents_.Update(SampleDescriptors()).ok()); }

  static HttpResponse Ask(const ConsolePages& pages, absl::string_view path,
                          std::vector<std::pair<std::string, std::string>> headers = {},
                          absl::string_view method = "GET") {
    HttpRequest request;
    request.method = std::string(method);
    request.path = std::string(path);
    request.headers = std::move(headers);
    return pages.Answer(request).value_or(EmptyResponse(404));
  }

  static std::string HeaderOf(const HttpResponse& response, absl::string_view name) {
    for (const auto& [key, value] : response.headers) {
      if (key == name) return value;
    }
    return "";
  }

  const OriginPolicy origins_ = *OriginPolicy::Parse("https://app.example.org");
  ContractDocuments documents_;
  const ConsolePages pages_{origins_, &documents_};
};

TEST_F(ConsolePagesTest, ServesPagesWithScriptsAndStylesOfTheEdgeOnly) {
  for (const char* path : {"/", "/about", "/play", "/docs"}) {
    const HttpResponse page = Ask(pages_, path);
    EXPECT_EQ(page.status, 200) << path;
    EXPECT_EQ(page.content_type, "text/html; charset=utf-8") << path;
    EXPECT_THAT(HeaderOf(page, "content-security-policy"),
                AllOf(StartsWith("default-src 'none'; script-src 'self'; style-src 'self';"),
                      Not(HasSubstr("unsafe"))))
        << path;
    EXPECT_EQ(HeaderOf(page, "x-frame-options"), "DENY") << path;
    EXPECT_THAT(page.body, AllOf(Not(HasSubstr("<style")), Not(HasSubstr("<script>")),
                                 Not(HasSubstr(" style=")), Not(HasSubstr("//cdn"))))
        << path;
  }
}

TEST_F(ConsolePagesTest, ServesTheScriptsAndTheStyleOfThePlayground) {
  for (const char* path : {"/play.js", "/console.js", "/play/socket.js", "/play/form.js"}) {
    const HttpResponse script = Ask(pages_, path);
    EXPECT_EQ(script.status, 200) << path;
    EXPECT_EQ(script.content_type, "text/javascript; charset=utf-8") << path;
  }
  EXPECT_EQ(Ask(pages_, "/play.css").content_type, "text/css; charset=utf-8");
  EXPECT_EQ(Ask(pages_, "/play/nothing.js").status, 404);
}

TEST_F(ConsolePagesTest, ServesTheContractAsJson) {
  for (const char* path : {"/api/openapi.json", "/api/asyncapi.json", "/api/contract.json"}) {
    const HttpResponse document = Ask(pages_, path);
    EXPECT_EQ(document.status, 200) << path;
    EXPECT_EQ(document.content_type, "application/json; charset=utf-8") << path;
    EXPECT_THAT(document.body, AllOf(StartsWith("{"), HasSubstr("room"), HasSubstr("echo")))
        << path;
  }
}

TEST_F(ConsolePagesTest, DescribesTopicsEventsPushesErrorsAndPubsubTopics) {
  const std::string page = Ask(pages_, "/docs").body;
  for (const char* part :
       {"<code>room:{room}</code></h2>", "Event <code>echo</code>", "Push <code>new_msg</code>",
        "POST /api/topics/room:{room}/echo", "Over a socket only", "<code>not_found</code>",
        "<td><code>room:{room}</code></td>", "id=\"type-lossy.sample.v1.RoomMessage\""}) {
    EXPECT_THAT(page, HasSubstr(part));
  }
}

TEST_F(ConsolePagesTest, SendsADocumentOnceToAClientThatKeepsIt) {
  const HttpResponse first = Ask(pages_, "/api/contract.json");
  const std::string etag = HeaderOf(first, "etag");
  ASSERT_EQ(etag.size(), 26);
  EXPECT_EQ(HeaderOf(first, "cache-control"), "no-cache");
  for (const std::string& known : {etag, absl::StrCat("\"other\", W/", etag), std::string("*")}) {
    const HttpResponse again = Ask(pages_, "/api/contract.json", {{"if-none-match", known}});
    EXPECT_EQ(again.status, 304) << known;
    EXPECT_THAT(again.body, IsEmpty()) << known;
    EXPECT_EQ(HeaderOf(again, "etag"), etag) << known;
  }
  EXPECT_EQ(Ask(pages_, "/api/contract.json", {{"if-none-match", "\"other\""}}).status, 200);
}

TEST_F(ConsolePagesTest, GivesEachTextItsOwnTag) {
  EXPECT_NE(HeaderOf(Ask(pages_, "/play"), "etag"), HeaderOf(Ask(pages_, "/docs"), "etag"));
}

TEST_F(ConsolePagesTest, LetsPagesOfAllowedOriginsReadTheDocuments) {
  const auto asked_by = [&](const char* path, const char* origin) {
    return Ask(pages_, path, {{"origin", origin}}).headers;
  };
  const auto allowed = Pair("access-control-allow-origin", "https://app.example.org");
  EXPECT_THAT(asked_by("/api/openapi.json", "https://app.example.org"), Contains(allowed));
  EXPECT_THAT(asked_by("/api/openapi.json", "https://app.example.org"),
              Contains(Pair("vary", "origin")));
  EXPECT_THAT(asked_by("/api/openapi.json", "https://evil.example"),
              Not(Contains(Key("access-control-allow-origin"))));
  EXPECT_THAT(asked_by("/play", "https://app.example.org"),
              Not(Contains(Key("access-control-allow-origin"))));
}

TEST_F(ConsolePagesTest, AnswersOnlyReads) {
  EXPECT_EQ(Ask(pages_, "/docs", {}, "HEAD").status, 200);
  EXPECT_EQ(Ask(pages_, "/docs", {}, "POST").status, 405);
  EXPECT_EQ(Ask(pages_, "/docs", {}, "OPTIONS").status, 204);
}

TEST_F(ConsolePagesTest, KeepsTheDocumentsWhenADescriptorIsInvalid) {
  const std::string before = Ask(pages_, "/api/contract.json").body;
  google::protobuf::FileDescriptorSet invalid;
  google::protobuf::FileDescriptorProto& file = *invalid.add_file();
  file.set_name("a.proto");
  file.add_dependency("missing.proto");
  EXPECT_EQ(documents_.Update(invalid).code(), absl::StatusCode::kInvalidArgument);
  EXPECT_EQ(Ask(pages_, "/api/contract.json").body, before);
  EXPECT_TRUE(documents_.Update({}).ok());
  EXPECT_NE(Ask(pages_, "/api/contract.json").body, before);
}

TEST_F(ConsolePagesTest, ServesOnlyTheFirstPageWithoutTheContract) {
  const ConsolePages pages(origins_, nullptr);
  for (const char* path : {"/play", "/play.js", "/play/socket.js", "/docs", "/api/openapi.json",
                           "/api/asyncapi.json", "/api/contract.json"}) {
    EXPECT_EQ(Ask(pages, path).status, 404) << path;
  }
  EXPECT_THAT(Ask(pages_, "/").body, HasSubstr("href=\"/play\""));
  EXPECT_THAT(Ask(pages, "/").body, AllOf(HasSubstr("Lossy"), Not(HasSubstr("href=\"/play\""))));
  EXPECT_EQ(Ask(pages, "/play.css").status, 200);
}

}  // namespace
}  // namespace lossy::edge

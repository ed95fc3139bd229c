#include "edge/site/site_files.h"

#include <filesystem>
#include <fstream>

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace lossy::edge {
namespace {

using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

namespace fs = std::filesystem;

class SiteFilesTest : public testing::Test {
 protected:
  SiteFilesTest() {
    fs::remove_all(parent_);
    Write("site/index.html", "<!doctype html>");
    Write("site/app.js", "start();");
    Write("site/app.js.gz", "compressed");
    Write("site/help/index.html", "<p>help");
    Write("site/data.unknown", "1");
    Write("site/.hidden", "hidden");
    Write("site/.git/config", "hidden");
    Write("secret.txt", "secret");
  }
  ~SiteFilesTest() override { fs::remove_all(parent_); }

  void Write(const std::string& name, const std::string& text) const {
    fs::create_directories((fs::path(parent_) / name).parent_path());
    std::ofstream(fs::path(parent_) / name, std::ios::binary) << text;
  }

  SiteFiles Read(const SiteOrigins& origins = {}) const {
    absl::StatusOr<SiteFiles> site = SiteFiles::Read(directory_, origins);
    EXPECT_TRUE(site.ok()) << site.status();
    return *std::move(site);
  }

  static HttpResponse Ask(const SiteFiles& site, absl::string_view path,
                          std::vector<std::pair<std::string, std::string>> headers = {},
                          absl::string_view method = "GET") {
    HttpRequest request;
    request.method = std::string(method);
    request.path = std::string(path);
    request.headers = std::move(headers);
    return site.Answer(request).value_or(EmptyResponse(404));
  }

  static std::string HeaderOf(const HttpResponse& response, absl::string_view name) {
    for (const auto& [key, value] : response.headers) {
      if (key == name) return value;
    }
    return "";
  }

  const std::string parent_ = testing::TempDir() + "site_files_test";
  const std::string directory_ = parent_ + "/site";
};

TEST_F(SiteFilesTest, ServesEachFileWithItsType) {
  const SiteFiles site = Read();
  EXPECT_EQ(Ask(site, "/").body, "<!doctype html>");
  EXPECT_EQ(Ask(site, "/").content_type, "text/html; charset=utf-8");
  EXPECT_EQ(Ask(site, "/help/").body, "<p>help");
  EXPECT_EQ(Ask(site, "/app.js").body, "start();");
  EXPECT_EQ(Ask(site, "/app.js").content_type, "text/javascript; charset=utf-8");
  EXPECT_EQ(Ask(site, "/data.unknown").content_type, "application/octet-stream");
  EXPECT_EQ(HeaderOf(Ask(site, "/data.unknown"), "x-content-type-options"), "nosniff");
}

TEST_F(SiteFilesTest, ServesNothingElse) {
  fs::create_directory_symlink(parent_, directory_ + "/up");
  const SiteFiles site = Read();
  for (const char* path :
       {"/secret.txt", "/../secret.txt", "/%2e%2e/secret.txt", "/up/secret.txt", "//index.html",
        "/.hidden", "/.git/config", "/help", "", "index.html", "/app.js.gz", "/app.js/"}) {
    EXPECT_EQ(Ask(site, path).status, 404) << path;
  }
}

TEST_F(SiteFilesTest, FollowsALinkToAFile) {
  fs::create_symlink(parent_ + "/secret.txt", directory_ + "/site.json");
  EXPECT_EQ(Ask(Read(), "/site.json").body, "secret");
}

TEST_F(SiteFilesTest, SendsTheCompressedFormToClientsThatAcceptIt) {
  const SiteFiles site = Read();
  for (const char* accepted : {"gzip", "br, gzip", "gzip;q=0.5", "gzip; q=1"}) {
    const HttpResponse response = Ask(site, "/app.js", {{"accept-encoding", accepted}});
    EXPECT_EQ(response.body, "compressed") << accepted;
    EXPECT_EQ(HeaderOf(response, "content-encoding"), "gzip") << accepted;
    EXPECT_EQ(HeaderOf(response, "vary"), "accept-encoding") << accepted;
    EXPECT_EQ(response.content_type, "text/javascript; charset=utf-8") << accepted;
  }
  for (const char* accepted : {"", "br", "identity", "gzip;q=0", "gzip; q=0.000", "gzipped"}) {
    const HttpResponse response = Ask(site, "/app.js", {{"accept-encoding", accepted}});
    EXPECT_EQ(response.body, "start();") << accepted;
    EXPECT_EQ(HeaderOf(response, "content-encoding"), "") << accepted;
    EXPECT_EQ(HeaderOf(response, "vary"), "accept-encoding") << accepted;
  }
}

TEST_F(SiteFilesTest, SendsAFileOnceToAClientThatKeepsIt) {
  const SiteFiles site = Read();
  const std::string plain = HeaderOf(Ask(site, "/app.js"), "etag");
  const std::string gzip = HeaderOf(Ask(site, "/app.js", {{"accept-encoding", "gzip"}}), "etag");
  EXPECT_NE(plain, gzip);
  const HttpResponse again =
      Ask(site, "/app.js", {{"accept-encoding", "gzip"}, {"if-none-match", gzip}});
  EXPECT_EQ(again.status, 304);
  EXPECT_THAT(again.body, IsEmpty());
}

TEST_F(SiteFilesTest, AnswersOnlyReads) {
  const SiteFiles site = Read();
  EXPECT_EQ(Ask(site, "/", {}, "HEAD").status, 200);
  EXPECT_EQ(Ask(site, "/", {}, "OPTIONS").status, 204);
  EXPECT_EQ(Ask(site, "/", {}, "POST").status, 405);
}

TEST_F(SiteFilesTest, RestrictsItsPages) {
  const HttpResponse page = Ask(Read(), "/");
  EXPECT_THAT(HeaderOf(page, "content-security-policy"),
              AllOf(HasSubstr("default-src 'none'; script-src 'self'; style-src 'self';"),
                    HasSubstr("connect-src 'self' ;"), HasSubstr("frame-src 'none';"),
                    HasSubstr("frame-ancestors 'none'"), Not(HasSubstr("unsafe"))));
  EXPECT_EQ(HeaderOf(page, "x-frame-options"), "DENY");
  EXPECT_EQ(HeaderOf(Ask(Read(), "/app.js"), "content-security-policy"), "");
}

TEST_F(SiteFilesTest, LetsItsPagesUseTheOriginsOfTheFlags) {
  const SiteFiles site = Read(
      {.frames = {"https://a.example", "https://b.example"}, .connects = {"https://id.example"}});
  EXPECT_THAT(HeaderOf(Ask(site, "/"), "content-security-policy"),
              AllOf(HasSubstr("frame-src https://a.example https://b.example;"),
                    HasSubstr("connect-src 'self' https://id.example;")));
}

TEST_F(SiteFilesTest, RefusesADirectoryWithoutAPage) {
  EXPECT_EQ(SiteFiles::Read(parent_ + "/nothing", {}).status().code(), absl::StatusCode::kNotFound);
  EXPECT_EQ(SiteFiles::Read(directory_ + "/app.js", {}).status().code(),
            absl::StatusCode::kNotFound);
  fs::remove(directory_ + "/index.html");
  EXPECT_THAT(SiteFiles::Read(directory_, {}).status().message(), HasSubstr("index.html"));
}

TEST_F(SiteFilesTest, RefusesTooManyBytes) {
  Write("site/large.bin", std::string(SiteFiles::kMaxFileBytes + 1, 'a'));
  EXPECT_EQ(SiteFiles::Read(directory_, {}).status().code(), absl::StatusCode::kResourceExhausted);
  fs::remove(directory_ + "/large.bin");
  for (std::size_t i = 0; i < SiteFiles::kMaxBytes / SiteFiles::kMaxFileBytes; ++i) {
    Write("site/" + std::to_string(i), std::string(SiteFiles::kMaxFileBytes, 'a'));
  }
  EXPECT_EQ(SiteFiles::Read(directory_, {}).status().code(), absl::StatusCode::kResourceExhausted);
}

TEST_F(SiteFilesTest, HasNoFileByDefault) { EXPECT_EQ(Ask(SiteFiles(), "/").status, 404); }

TEST(ParseSiteOrigins, AcceptsOriginsOnly) {
  EXPECT_THAT(*ParseSiteOrigins("https://a.example,http://localhost:8080"),
              ElementsAre("https://a.example", "http://localhost:8080"));
  EXPECT_THAT(*ParseSiteOrigins(""), IsEmpty());
  for (const char* text :
       {"a.example", "https://", "https://*", "https://a.example;script-src",
        "https://a.example 'unsafe-inline'", "data:", "https://a.example/path"}) {
    EXPECT_FALSE(ParseSiteOrigins(text).ok()) << text;
  }
}

}  // namespace
}  // namespace lossy::edge

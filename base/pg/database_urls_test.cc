#include "base/pg/database_urls.h"

#include <string>

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace lossy::base::pg {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

std::string Problem(absl::string_view list) {
  const absl::Status status = DatabaseUrls(list).status();
  EXPECT_TRUE(absl::IsInvalidArgument(status)) << status;
  return std::string(status.message());
}

TEST(DatabaseUrlsTest, ReturnsOneDatabaseAsItIsWritten) {
  for (const char* url : {"postgresql:///lossy", "host=db dbname=lossy user=a",
                          "postgresql://h1:5432,h2:5433/lossy?target_session_attrs=read-write",
                          "postgresql:///lossy?host=/run/a,/run/b"}) {
    const auto urls = DatabaseUrls(url);
    ASSERT_TRUE(urls.ok()) << url << ": " << urls.status();
    EXPECT_THAT(*urls, ElementsAre(url));
  }
  EXPECT_THAT(*DatabaseUrls(""), IsEmpty());
}

TEST(DatabaseUrlsTest, SplitsAListBeforeEachScheme) {
  EXPECT_THAT(*DatabaseUrls("postgresql://h1,h2/a,postgres://h3/a, postgresql://h1,h2/b"),
              ElementsAre("postgresql://h1,h2/a", "postgres://h3/a", "postgresql://h1,h2/b"));
}

TEST(DatabaseUrlsTest, RefusesAnEmptyElement) {
  for (const char* list :
       {"postgresql://a/x,,postgresql://b/x", ",postgresql://a/x",
        "postgresql://a/x,postgresql://b/x,", " , postgresql://a/x", "postgresql://a/x,"}) {
    EXPECT_THAT(Problem(list), HasSubstr("is empty")) << list;
  }
}

TEST(DatabaseUrlsTest, RefusesTheSameDatabaseTwice) {
  for (const char* list :
       {"postgresql://a/x,postgresql://a/x", "postgresql://a/x,postgres://other:word@a:5432/x",
        "postgresql://a/x,postgresql://b/x,postgresql:///x?host=b"}) {
    EXPECT_THAT(Problem(list), HasSubstr("an earlier one again")) << list;
  }
}

TEST(DatabaseUrlsTest, RefusesWhatIsNoUrlAndRepeatsNoPassword) {
  EXPECT_THAT(
      Problem("postgresql://a/x,postgresql://u:secret@[b/y"),
      AllOf(HasSubstr("database 2 of the list must be a libpq URL"), Not(HasSubstr("secret"))));
  EXPECT_THAT(Problem("postgresql://[a"), HasSubstr("must be a libpq URL"));
}

}  // namespace
}  // namespace lossy::base::pg

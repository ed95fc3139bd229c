#include "base/pg/error_class.h"

#include <string>

#include "base/pg/pool.h"
#include "base/pg/test_database.h"
#include "gtest/gtest.h"
#include "prometheus/metric_family.h"
#include "prometheus/registry.h"

namespace lossy::base::pg {
namespace {

TEST(ErrorClassTest, NamesWhatAnOperatorMustLookAt) {
  EXPECT_EQ(ErrorClassName(ClassOf("53100")), "disk");
  EXPECT_EQ(ErrorClassName(ClassOf("53300")), "resources");
  EXPECT_EQ(ErrorClassName(ClassOf("25006")), "read_only");
  EXPECT_EQ(ErrorClassName(ClassOf("57014")), "timeout");
  EXPECT_EQ(ErrorClassName(ClassOf("57P01")), "connection");
  EXPECT_EQ(ErrorClassName(ClassOf("40001")), "conflict");
  EXPECT_EQ(ErrorClassName(ClassOf("42P01")), "schema");
  EXPECT_EQ(ErrorClassName(ClassOf("42501")), "privilege");
  EXPECT_EQ(ErrorClassName(ClassOf("23505")), "data");
  EXPECT_EQ(ErrorClassName(ClassOf("XX000")), "other");
  EXPECT_EQ(ErrorClassName(ClassOf("")), "connection") << "an error of libpq has no state";
}

TEST(ErrorClassTest, APoolCountsTheErrorsOfItsStatements) {
  prometheus::Registry registry;
  Pool pool({.url = TestDatabase::Shared().url(), .schema = "error_class"}, registry);
  EXPECT_FALSE(pool.Query("SELECT * FROM there_is_no_such_table").ok());
  EXPECT_FALSE(pool.Query("SELECT 1 / 0").ok());
  EXPECT_FALSE(pool.Query("SELECT 1 / 0").ok());
  std::size_t classes = 0;
  for (const prometheus::MetricFamily& family : registry.Collect()) {
    if (family.name != "lossy_database_errors_total") continue;
    classes = family.metric.size();
    for (const prometheus::ClientMetric& metric : family.metric) {
      const std::string& name = metric.label.at(0).value;
      const double expected = name == "schema" ? 1 : name == "data" ? 2 : 0;
      EXPECT_EQ(metric.counter.value, expected) << name;
    }
  }
  EXPECT_EQ(classes, kErrorClasses);
}

}  // namespace
}  // namespace lossy::base::pg

-- The rows and bytes that each user stores. The triggers below keep them in the transaction of each
-- change, whichever version of the service makes it. The numbers are true when `counted` is: until
-- the service has counted the rows that are older than the triggers, a row has only the changes since.
CREATE TABLE user_usage (
  user_id text PRIMARY KEY,
  videos bigint NOT NULL DEFAULT 0,
  -- Of the texts of the videos.
  video_bytes bigint NOT NULL DEFAULT 0,
  counted boolean NOT NULL DEFAULT false
) WITH (fillfactor = 50);

CREATE FUNCTION count_videos() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
  IF TG_OP = 'INSERT' THEN
    INSERT INTO user_usage AS u (user_id, videos, video_bytes)
      SELECT user_id, count(*), sum(octet_length(concat(external_id, url, title, thumbnail_url)))
      FROM new_rows GROUP BY user_id ORDER BY user_id
    ON CONFLICT (user_id) DO UPDATE SET
      videos = u.videos + excluded.videos, video_bytes = u.video_bytes + excluded.video_bytes;
  ELSIF TG_OP = 'DELETE' THEN
    INSERT INTO user_usage AS u (user_id, videos, video_bytes)
      SELECT user_id, -count(*), -sum(octet_length(concat(external_id, url, title, thumbnail_url)))
      FROM old_rows GROUP BY user_id ORDER BY user_id
    ON CONFLICT (user_id) DO UPDATE SET
      videos = u.videos + excluded.videos, video_bytes = u.video_bytes + excluded.video_bytes;
  ELSE
    INSERT INTO user_usage AS u (user_id, video_bytes)
      SELECT user_id, sum(bytes) FROM (
        SELECT user_id, octet_length(concat(external_id, url, title, thumbnail_url)) AS bytes
          FROM new_rows
        UNION ALL
        SELECT user_id, -octet_length(concat(external_id, url, title, thumbnail_url))
          FROM old_rows) changes
      GROUP BY user_id HAVING sum(bytes) <> 0 ORDER BY user_id
    ON CONFLICT (user_id) DO UPDATE SET video_bytes = u.video_bytes + excluded.video_bytes;
  END IF;
  RETURN NULL;
END $$;

CREATE TRIGGER videos_inserted AFTER INSERT ON videos
  REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION count_videos();
CREATE TRIGGER videos_updated AFTER UPDATE ON videos
  REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
  FOR EACH STATEMENT EXECUTE FUNCTION count_videos();
CREATE TRIGGER videos_deleted AFTER DELETE ON videos
  REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION count_videos();

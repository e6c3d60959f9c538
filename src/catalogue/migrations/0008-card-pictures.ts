/** Pictures of cards that were asked for, and the objects that hold those that were made. */
export const cardPictures = {
  name: '0008-card-pictures',
  sql: `
    CREATE TABLE card_pictures (
      shows text PRIMARY KEY,
      post_id text NOT NULL REFERENCES posts,
      language text NOT NULL,
      theme text NOT NULL,
      due_at timestamptz NOT NULL,
      attempts integer NOT NULL DEFAULT 0,
      sha256 text,
      width integer,
      height integer,
      scale integer
    );
    CREATE INDEX card_pictures_due ON card_pictures (due_at) WHERE sha256 IS NULL;
    CREATE INDEX card_pictures_of_post ON card_pictures (post_id);
    CREATE INDEX card_pictures_objects ON card_pictures (sha256);
  `,
};

/** Mantine's mixins and functions in our CSS modules. */
const config = {
  plugins: {
    "postcss-preset-mantine": {},
    "postcss-simple-vars": {
      variables: { narrow: "47.99em", medium: "74.99em" },
    },
  },
};

export default config;
